// A canvas of points that one can move, zoom, turn, pick from and draw a lasso on: the map and the sky are two of them.

class View {
  /** `places` are three numbers a row, NaN where a row has none; `extent` is half of the width and height they need. */
  constructor(section, places, extent) {
    this.section = section;
    this.points = Points.best(section.querySelector(".points"));
    this.canvas = this.points.canvas;
    this.over = section.querySelector(".over");
    this.camera = new Camera();
    this.extent = extent;
    this.lasso = null;
    this.isLasso = false;
    this.pointers = new Map();
    this.frames = 0;
    this.screen = new Float32Array(places.length / 3 * 2);
    this.setPlaces(places);
    this.draw = this.draw.bind(this);
    this.invalidate = beforeFrame(this.draw);
    this.points.onRestored = this.invalidate;
    new ResizeObserver(() => this.resize()).observe(section);
    this.listen();
    this.resize();
    state.on("painted", () => { this.points.setColours(Paint.colours); this.invalidate(); });
    for (const name of ["hover", "focus"]) state.on(name, () => this.drawOver());
    state.on("theme", this.invalidate);
  }

  setPlaces(places) {
    this.places = places;
    this.points.setPlaces(places);
    this.isProjected = false;
  }

  get ratio() { return Math.min(devicePixelRatio || 1, 2); }

  resize() {
    this.width = this.section.clientWidth;
    this.height = this.section.clientHeight;
    if (!this.width || !this.height) return;
    for (const canvas of this.section.querySelectorAll("canvas:not(.own)")) {
      const [width, height] = [Math.round(this.width * this.ratio), Math.round(this.height * this.ratio)];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    }
    if (this.points.colours) this.draw();
  }

  /** Diameter of a point in pixels of CSS. */
  get pointSize() {
    const room = Math.sqrt(this.width * this.height / Math.max(1, state.rows));
    return clamp(0.5 * room, 2, 8) * Math.min(3, this.camera.zoom ** 0.35) * View.pointScale;
  }

  draw() {
    if (!this.width || !this.height || !this.points.colours) return;
    this.current = this.camera.matrix(this.width, this.height, this.extent);
    this.isProjected = false;
    const ground = Palette.rgb(View.style("ground")).map(part => part / 255);
    this.drawUnder?.();
    this.points.draw(this.current, {
      size: this.pointSize * this.ratio, ground: [...ground, this.camera.isDeep ? 0.75 : 0], isDeep: this.camera.isDeep,
      passes: state.selectedCount ? [0, 1] : [1],
    });
    this.frames++;
    this.drawOver();
  }

  /** A colour or font of the style sheet, kept until the theme changes. */
  static style(name) {
    return View.styles[name] ||= getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  /** Where rows lie on the screen, in pixels of CSS, two numbers a row. */
  projected() {
    if (this.isProjected) return this.screen;
    const m = this.current || this.camera.matrix(this.width, this.height, this.extent);
    const { places, screen, width, height } = this;
    for (let row = 0, at = 0; row < state.rows; row++, at += 3) {
      const [x, y, z] = [places[at], places[at + 1], places[at + 2]];
      const w = m[3] * x + m[7] * y + m[11] * z + m[15];
      screen[row * 2] = ((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) * width / 2;
      screen[row * 2 + 1] = (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) * height / 2;
    }
    this.isProjected = true;
    return screen;
  }

  /** The visible row nearest to a point of the screen; −1 when none is near. */
  pick(x, y, reach = Math.max(10, this.pointSize)) {
    const screen = this.projected();
    let [best, found] = [reach * reach, -1];
    for (let row = 0; row < state.rows; row++) {
      if (!state.visible[row]) continue;
      const [dx, dy] = [screen[row * 2] - x, screen[row * 2 + 1] - y];
      const distance = dx * dx + dy * dy;
      if (distance < best) [best, found] = [distance, row];
    }
    return found;
  }

  /** The visible rows inside of a polygon of the screen, a list of [x, y]. */
  rowsInside(polygon) {
    const screen = this.projected();
    const xs = polygon.map(point => point[0]);
    const ys = polygon.map(point => point[1]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const rows = [];
    for (let row = 0; row < state.rows; row++) {
      const [x, y] = [screen[row * 2], screen[row * 2 + 1]];
      if (!state.visible[row] || !(x >= left && x <= right && y >= top && y <= bottom)) continue;
      let isInside = false;
      for (let here = 0, before = polygon.length - 1; here < polygon.length; before = here++) {
        if ((ys[here] > y) !== (ys[before] > y)
          && x < (xs[before] - xs[here]) * (y - ys[here]) / (ys[before] - ys[here]) + xs[here]) isInside = !isInside;
      }
      if (isInside) rows.push(row);
    }
    return rows;
  }

  /** Lasso and marks, above the points. */
  drawOver() {
    const marks = [[state.focus, 2.5], [state.hover, 1.5]].filter(([row]) => row >= 0);
    const isEmpty = !marks.length && !this.lasso && !this.drawLabels;
    // A layer that shows nothing costs time all the same.
    this.over.hidden = isEmpty;
    if (isEmpty) return;
    const context = this.over.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (this.current) this.drawLabels?.(context);
    for (const [row, width] of marks) {
      const [x, y] = this.placeOf(row);
      if (!Number.isFinite(x)) continue;
      context.beginPath();
      context.arc(x, y, this.pointSize / 2 + 5, 0, 7);
      context.lineWidth = width + 2;
      context.strokeStyle = View.style("ground");
      context.stroke();
      context.lineWidth = width;
      context.strokeStyle = View.style("ink");
      context.stroke();
    }
    if (this.lasso) {
      context.beginPath();
      for (const [x, y] of this.lasso) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = View.style("lasso");
      context.fill();
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.strokeStyle = View.style("accent");
      context.stroke();
      context.setLineDash([]);
    }
  }

  placeOf(row) {
    const m = this.current || this.camera.matrix(this.width, this.height, this.extent);
    const [x, y, z] = this.places.subarray(row * 3, row * 3 + 3);
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    return [((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) * this.width / 2,
      (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) * this.height / 2];
  }

  /** Ends a lasso: selects what lies inside. */
  selectInside(polygon, how = "only") {
    if (polygon.length < 3) return;
    state.select(this.rowsInside(polygon), how);
  }

  listen() {
    const { canvas } = this;
    const at = event => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const clip = ([x, y]) => [x / this.width * 2 - 1, 1 - y / this.height * 2];
    let travelled = 0;
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, at(event));
      travelled = 0;
      this.onTouch?.();
      const isFirst = this.pointers.size === 1 && event.button === 0;
      this.lasso = isFirst && (this.isLasso || event.shiftKey) ? [at(event)] : null;
    });
    canvas.addEventListener("pointermove", event => {
      const [x, y] = at(event);
      const before = this.pointers.get(event.pointerId);
      if (!before) {
        View.last = this;
        this.hoverAt(x, y, event);
        return;
      }
      const [dx, dy] = [x - before[0], y - before[1]];
      travelled += Math.abs(dx) + Math.abs(dy);
      if (this.pointers.size === 2) this.pinch(event.pointerId, [x, y], clip);
      this.pointers.set(event.pointerId, [x, y]);
      if (this.lasso) {
        if (Math.hypot(x - this.lasso.at(-1)[0], y - this.lasso.at(-1)[1]) > 3) this.lasso.push([x, y]);
        this.drawOver();
        return;
      }
      if (travelled < 4) return;
      const isPan = !this.camera.isDeep || event.buttons & 6 || event.ctrlKey || this.pointers.size === 2;
      if (isPan) this.move(dx, dy);
      else {
        this.camera.turn([0, 1, 0], dx * 0.008);
        this.camera.turn([1, 0, 0], dy * 0.008);
      }
      state.setHover(-1);
      this.invalidate();
    });
    const end = event => {
      if (!this.pointers.delete(event.pointerId)) return;
      const { lasso } = this;
      this.lasso = null;
      const how = event.altKey ? "remove" : event.shiftKey ? "add" : "only";
      if (event.type === "pointerup" && travelled < 4) this.click(...at(event), event);
      else if (lasso) this.selectInside(lasso, how);
      this.drawOver();
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("pointerleave", () => state.setHover(-1));
    canvas.addEventListener("contextmenu", event => event.preventDefault());
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      this.onTouch?.();
      this.camera.zoomAt(...clip(at(event)), Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
      this.invalidate();
    }, { passive: false });
    canvas.addEventListener("dblclick", event => {
      this.camera.zoomAt(...clip(at(event)), 2);
      this.invalidate();
    });
  }

  move(dx, dy) {
    this.camera.pan[0] += dx / this.width * 2;
    this.camera.pan[1] -= dy / this.height * 2;
  }

  pinch(id, now, clip) {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, place]) => place);
    const before = this.pointers.get(id);
    const length = place => Math.hypot(place[0] - other[0], place[1] - other[1]);
    if (length(before) > 0) this.camera.zoomAt(...clip(other), length(now) / length(before));
  }

  hoverAt(x, y, event) {
    View.pointer = [event.clientX, event.clientY];
    View.hovering ||= beforeFrame(() => {
      const [view, px, py] = View.wanted;
      state.setHover(view.pick(px, py));
      state.tell("pointer");
    });
    View.wanted = [this, x, y];
    View.hovering();
  }

  click(x, y, event) {
    const row = this.pick(x, y);
    if (row < 0) { state.setFocus(-1); return; }
    if (event.shiftKey || event.ctrlKey || event.metaKey) state.select([row], "toggle");
    else state.setFocus(row);
  }
}
View.pointScale = 1;
View.styles = {};
state.on("theme", () => { View.styles = {}; });
