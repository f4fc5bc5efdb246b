// The whole sky beside the map: Mollweide's projection (Calabretta and Greisen 2002, 5.3.4), east to the left.

const Sky = {
  center: 0,

  start() {
    const [ra, dec] = [columnNamed("ra"), columnNamed("dec")];
    if (!ra || !dec || ra.unit !== "deg") {
      $("sky").hidden = true;
      document.body.classList.add("no-sky");
      return;
    }
    this.center = Sky.emptyMeridian(ra) + 180;
    const places = new Float32Array(state.rows * 3);
    for (let row = 0; row < state.rows; row++) {
      const [x, y] = Sky.point(ra.number(row), dec.number(row));
      places[row * 3] = x;
      places[row * 3 + 1] = y;
    }
    const view = this.view = new View($("sky"), places, [2.1, 1.1]);
    view.drawUnder = () => Sky.drawGrid(view);
    view.drawLabels = context => Sky.drawLabels(view, context);
    view.canvas.setAttribute("aria-label", "Positions on the sky. Arrow keys move it, + and − zoom.");
    view.canvas.addEventListener("pointermove", event => {
      const box = view.canvas.getBoundingClientRect();
      const place = Sky.position(view, event.clientX - box.left, event.clientY - box.top);
      $("skyplace").textContent = place
        ? `RA ${place[0].toFixed(place[2])}°  Dec ${place[1] < 0 ? "−" : "+"}${Math.abs(place[1]).toFixed(place[2])}°` : "Mollweide, ICRS";
    });
  },

  /** The right ascension, a multiple of 15 degrees, around which there is least to be cut apart. */
  emptyMeridian(ra) {
    const counts = new Float64Array(24);
    for (let row = 0; row < state.rows; row++) {
      const degrees = ra.number(row);
      if (Number.isFinite(degrees)) counts[Math.floor(degrees / 15) % 24]++;
    }
    const around = hour => [-2, -1, 0, 1].reduce((sum, step) => sum + counts[(hour + step + 24) % 24], 0);
    let best = 12;
    for (let hour = 0; hour < 24; hour++) if (around(hour) < around(best)) best = hour;
    return best * 15;
  },

  /** Where a position in degrees is drawn: x from −2 to 2, y from −1 to 1. */
  point(ra, dec) {
    let east = (ra - this.center) % 360;
    if (east > 180) east -= 360;
    if (east < -180) east += 360;
    const target = Math.PI * Math.sin(dec * Math.PI / 180);
    let angle = dec * Math.PI / 180;
    if (Math.abs(dec) > 89.999) angle = Math.sign(dec) * Math.PI / 2;
    else {
      for (let round = 0; round < 30; round++) {
        const step = (2 * angle + Math.sin(2 * angle) - target) / (2 + 2 * Math.cos(2 * angle));
        angle -= step;
        if (Math.abs(step) < 1e-7) break;
      }
    }
    return [-2 * east / 180 * Math.cos(angle), Math.sin(angle)];
  },

  /** The position at a point of the screen with the decimals worth showing; null outside of the sky. */
  position(view, px, py) {
    const m = view.current;
    if (!m) return null;
    const x = (px / view.width * 2 - 1 - m[12]) / m[0];
    const y = (1 - py / view.height * 2 - m[13]) / m[5];
    if (x * x / 4 + y * y > 1) return null;
    const angle = Math.asin(y);
    const dec = Math.asin((2 * angle + Math.sin(2 * angle)) / Math.PI) * 180 / Math.PI;
    const ra = ((this.center - 90 * x / Math.cos(angle)) % 360 + 360) % 360;
    return [ra, dec, clamp(Math.round(Math.log10(view.camera.zoom) + 1), 1, 5)];
  },

  /** Meridians, parallels, the galactic plane, and their labels. */
  drawGrid(view) {
    const context = view.section.querySelector(".under").getContext("2d");
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    const m = view.current;
    const screen = (ra, dec) => {
      const [x, y] = Sky.point(ra, dec);
      return [(m[0] * x + m[12] + 1) * view.width / 2, (1 - m[5] * y - m[13]) * view.height / 2];
    };
    const line = (points, colour, dash = []) => {
      context.beginPath();
      let before = null;
      for (const [ra, dec] of points) {
        const place = screen(ra, dec);
        const isCut = before && Math.abs(place[0] - before[0]) > m[0] * view.width * 0.7;
        if (before && !isCut) context.lineTo(...place); else context.moveTo(...place);
        before = place;
      }
      context.setLineDash(dash);
      context.strokeStyle = colour;
      context.stroke();
    };
    const steps = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1];
    const step = steps.find(step => step * view.camera.zoom <= 45) || 0.1;
    const fine = Math.min(5, step);
    const seen = Sky.seen(view);
    context.lineWidth = 1;
    const grid = View.style("grid");
    const labels = [];
    for (let dec = Math.ceil(seen.south / step) * step; dec <= seen.north + 1e-9; dec += step) {
      if (Math.abs(dec) > 89.9) continue;
      const points = [];
      for (let east = seen.west; east <= seen.east + 1e-9; east += fine) points.push([this.center + clamp(east, -179.999, 179.999), dec]);
      line(points, grid);
      labels.push([dec, "dec"]);
    }
    for (let east = Math.ceil(seen.west / step) * step; east <= seen.east + 1e-9; east += step) {
      const ra = this.center + clamp(east, -179.999, 179.999);
      const points = [];
      for (let dec = seen.south; dec <= seen.north + 1e-9; dec += fine) points.push([ra, clamp(dec, -90, 90)]);
      line(points, grid);
      labels.push([this.center + east, "ra"]);
    }
    line(Sky.galacticPlane(), View.style("plane"), [6, 5]);
    const edge = [];
    for (let dec = -90; dec <= 90; dec += 2) edge.push([this.center - 179.999, dec]);
    line(edge, grid);
    line(edge.map(([, dec]) => [this.center + 179.999, dec]), grid);
    context.setLineDash([]);
    this.labels = { list: labels, screen, seen, digits: step < 1 ? 1 : 0 };
  },

  /** Degrees beside the lines, above the points. */
  drawLabels(view, context) {
    const { list, screen, seen, digits } = this.labels;
    const write = (text, x, y) => {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    };
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = View.style("ground");
    context.font = "10.5px " + View.style("font");
    context.fillStyle = View.style("quiet");
    context.textBaseline = "middle";
    const middleDec = clamp(0, seen.south, seen.north);
    const isWhole = view.camera.zoom < 1.5;
    for (const [value, kind] of list) {
      if (kind === "dec") {
        if (isWhole && Math.abs(value) > 80) continue;
        const text = (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(digits) + "°";
        const [x, y] = isWhole ? screen(this.center + 179.9, value) : [4, screen(this.center, value)[1]];
        context.textAlign = isWhole ? "right" : "left";
        write(text, isWhole ? Math.max(x - 5, 28) : x, y - (isWhole ? 0 : 7));
      } else {
        if (isWhole && Math.abs(value - this.center) > 170) continue;
        const [x, y] = screen(value, isWhole ? 0 : middleDec);
        context.textAlign = "center";
        write(((value % 360 + 360) % 360).toFixed(digits) + "°", x, clamp(y, 8, view.height - 8) + 8);
      }
    }
  },

  /** What part of the sky is on the screen, in degrees; west and east count from the middle. */
  seen(view) {
    const all = { south: -90, north: 90, west: -180, east: 180 };
    if (view.camera.zoom < 3) return all;
    const places = [];
    for (let x = 0; x <= 8; x++) for (let y = 0; y <= 8; y++) {
      const place = Sky.position(view, x / 8 * view.width, y / 8 * view.height);
      if (place) places.push([((place[0] - this.center + 540) % 360) - 180, place[1]]);
    }
    if (places.length < 81) return all;
    const [easts, decs] = [places.map(place => place[0]), places.map(place => place[1])];
    return { south: Math.floor(Math.min(...decs)), north: Math.ceil(Math.max(...decs)),
      west: Math.floor(Math.min(...easts)), east: Math.ceil(Math.max(...easts)) };
  },

  /** Galactic latitude 0 in ICRS (pole at 192.85948°, +27.12825°, ascending node at longitude 32.93192°). */
  galacticPlane() {
    const rad = Math.PI / 180;
    const result = [];
    for (let longitude = 0; longitude <= 360; longitude += 3) {
      const l = (longitude - 32.93192) * rad;
      const dec = Math.asin(Math.cos(27.12825 * rad) * Math.sin(l));
      const ra = Math.atan2(Math.cos(l), -Math.sin(l) * Math.sin(27.12825 * rad)) / rad + 192.85948;
      result.push([(ra % 360 + 360) % 360, dec / rad]);
    }
    return result;
  },
};
