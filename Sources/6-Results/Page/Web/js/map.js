// The map: its places, the third dimension, and turning by itself.

const GalaxyMap = {
  start() {
    const axes = columns.filter(column => column.kind === "steps");
    const places = new Float32Array(state.rows * 3).fill(NaN);
    const middles = axes.map(axis => {
      let [low, high] = [65535, 0];
      for (const cell of axis.cells) if (cell !== 65535) [low, high] = [Math.min(low, cell), Math.max(high, cell)];
      return [(low + high) / 2, (high - low) / 2];
    });
    const half = Math.max(...middles.map(middle => middle[1]), 1);
    for (let row = 0; row < state.rows; row++) {
      if (axes[0].cells[row] === 65535) continue;
      for (let axis = 0; axis < 3; axis++) {
        places[row * 3 + axis] = axes[axis] ? (axes[axis].cells[row] - middles[axis][0]) / half : 0;
      }
    }
    this.isDeep = axes.length === 3;
    const flat = middles.slice(0, 2).map(middle => Math.max(middle[1] / half, 0.05));
    const radius = this.isDeep ? GalaxyMap.radius(places) : 1;
    const view = this.view = new View($("map"), places, this.isDeep ? [radius, radius] : flat);
    view.camera.isDeep = this.isDeep;
    view.onTouch = () => this.setTurning(false);
    $("tools3").hidden = !this.isDeep;
    this.showMode();
  },

  /** Distance from the middle within which nearly all places lie. */
  radius(places) {
    const radii = new Float32Array(state.rows);
    let count = 0;
    for (let at = 0; at < places.length; at += 3) {
      const radius = Math.hypot(places[at], places[at + 1], places[at + 2]);
      if (radius >= 0) radii[count++] = radius;
    }
    return Math.max(0.3, radii.subarray(0, count).sort()[Math.floor(count * 0.998)] * 1.04);
  },

  setDeep(isDeep) {
    if (!this.isDeep) return;
    this.view.camera.isDeep = isDeep;
    if (!isDeep) this.setTurning(false);
    this.showMode();
    this.view.invalidate();
  },

  showMode() {
    const isDeep = this.view.camera.isDeep;
    $("mode").textContent = isDeep ? "Flat" : "3-d";
    $("turn").disabled = !isDeep;
    this.view.canvas.setAttribute("aria-label",
      `Map of ${grouped(state.rows)} galaxies in ${isDeep ? "three" : "two"} dimensions. Arrow keys move it, + and − zoom.`);
  },

  setTurning(isTurning) {
    if (isTurning && !this.view.camera.isDeep) return;
    const wasTurning = this.isTurning;
    this.isTurning = isTurning;
    $("turn").setAttribute("aria-pressed", isTurning);
    if (isTurning && !wasTurning) this.turnOn(performance.now());
  },

  turnOn(before) {
    requestAnimationFrame(now => {
      if (!this.isTurning) return;
      this.view.camera.turn([0, 1, 0], Math.min(100, now - before) * 0.00025);
      this.view.draw();
      this.turnOn(now);
    });
  },

  setLasso(isLasso) {
    for (const view of [this.view, Sky.view]) {
      if (!view) continue;
      view.isLasso = isLasso;
      view.canvas.classList.toggle("lassoing", isLasso);
    }
    $("lasso").setAttribute("aria-pressed", isLasso);
  },

  reset() {
    for (const view of [this.view, Sky.view]) {
      if (!view) continue;
      view.camera.reset();
      view.invalidate();
    }
  },
};
