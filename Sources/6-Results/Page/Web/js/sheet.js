// The contact sheet: the cutouts of the selected galaxies, or of all that are visible.

const Sheet = {
  size: 80,

  start() {
    const box = $("sheet");
    this.canvas = make("canvas", { class: "own", role: "img" });
    this.filler = make("div", { class: "filler" }, this.canvas);
    this.note = make("p", { class: "quiet note" });
    box.replaceChildren(this.note, this.filler);
    this.draw = beforeFrame(() => this.drawCells());
    box.addEventListener("scroll", this.draw, { passive: true });
    new ResizeObserver(() => this.arrange()).observe(box);
    for (const name of ["selection", "filter"]) state.on(name, () => this.arrange());
    for (const name of ["thumbs", "colour", "theme", "hover", "focus"]) state.on(name, this.draw);
    this.canvas.addEventListener("pointermove", event => {
      View.pointer = [event.clientX, event.clientY];
      state.setHover(this.rowAt(event));
      state.tell("pointer");
    });
    this.canvas.addEventListener("pointerleave", () => state.setHover(-1));
    this.canvas.addEventListener("click", event => {
      const row = this.rowAt(event);
      if (row < 0) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey) state.select([row], "toggle"); else state.setFocus(row);
    });
    this.arrange();
  },

  get gap() { return this.size >= 64 ? 6 : 3; },
  get label() { return this.size >= 72 ? 14 : 0; },


  arrange() {
    const box = $("sheet");
    if (box.hidden || !box.clientWidth) return;
    this.rows = state.selectedCount ? state.selection() : state.visibleRows();
    this.note.textContent = !Thumbs.isThere ? Thumbs.about : state.selectedCount
      ? `${grouped(this.rows.length)} selected. ${Thumbs.about}`
      : `Nothing is selected: all ${grouped(this.rows.length)} galaxies that are shown. ${Thumbs.about}`;
    const cell = this.size + this.gap;
    this.across = Math.max(1, Math.floor((box.clientWidth - 12) / cell));
    this.step = cell + this.label;
    this.filler.style.height = Math.min(15e6, Math.ceil(this.rows.length / this.across) * this.step + 6) + "px";
    this.canvas.setAttribute("aria-label", `Cutouts of ${this.rows.length} galaxies`);
    this.draw();
  },

  drawCells() {
    const box = $("sheet");
    if (box.hidden || !this.rows || !Thumbs.isThere) return;
    const { canvas, size, step, across } = this;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [box.clientWidth, box.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
    }
    const top = this.top = Math.max(0, box.scrollTop - this.filler.offsetTop);
    canvas.style.transform = `translateY(${top}px)`;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = "10.5px " + View.style("font");
    context.textBaseline = "top";
    const first = Math.floor(top / step);
    for (let line = first; (line - first - 1) * step < height; line++) {
      for (let column = 0; column < across; column++) {
        const row = this.rows[line * across + column];
        if (row === undefined) break;
        const [x, y] = [6 + column * (size + this.gap), 3 + line * step - top];
        Thumbs.draw(context, row, x, y, size);
        context.fillStyle = Paint.css(row);
        context.fillRect(x, y + size - 2, size, 2);
        if (row === state.hover || row === state.focus) {
          context.strokeStyle = View.style("ink");
          context.lineWidth = 2;
          context.strokeRect(x - 1, y - 1, size + 2, size + 2);
        }
        if (this.label) {
          context.save();
          context.beginPath();
          context.rect(x, y + size, size, this.label);
          context.clip();
          context.fillStyle = View.style("quiet");
          context.fillText(idColumn.text(row), x, y + size + 3);
          context.restore();
        }
      }
    }
  },

  rowAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - 6, event.clientY - box.top - 3 + this.top];
    const column = Math.floor(x / (this.size + this.gap));
    if (column < 0 || column >= this.across) return -1;
    return this.rows?.[Math.floor(y / this.step) * this.across + column] ?? -1;
  },
};
