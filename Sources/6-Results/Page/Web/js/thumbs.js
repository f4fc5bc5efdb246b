// The cutouts: small pictures on sheets (atlases), a sheet for each neighbourhood of the map.

const Thumbs = {
  ...info.thumbnails,
  isThere: info.thumbnails !== null,
  /** Sheets that are decoded, the one used last at the end. */
  sheets: new Map(),
  most: 24,
  waiting: new Set(),

  async start() {
    if (this.missing) this.missing = await gunzip(Uint8Array.from(atob(this.missing), char => char.charCodeAt(0)));
    else this.missing = null;
  },

  /** Called when the whole file has been read. */
  arrived() {
    this.isComplete = true;
    state.tell("thumbs");
  },

  /** The place of each row along Morton's curve through the map, as MapPositions.swift counts it. */
  get slots() {
    if (this._slots) return this._slots;
    const axes = columns.filter(column => column.kind === "steps").map(column => column.cells);
    const bits = axes.length === 2 ? 15 : 10;
    const keys = new Float64Array(state.rows);
    for (let row = 0; row < state.rows; row++) {
      let key = 2 ** 30;
      if (axes[0][row] !== 65535) {
        key = 0;
        for (let bit = 0; bit < bits; bit++) {
          for (let axis = 0; axis < axes.length; axis++) {
            key += (axes[axis][row] >> (16 - bits + bit) & 1) * 2 ** (bit * axes.length + axis);
          }
        }
      }
      keys[row] = key * state.rows + row;
    }
    keys.sort();
    const slots = new Uint32Array(state.rows);
    for (let slot = 0; slot < keys.length; slot++) slots[keys[slot] % state.rows] = slot;
    return this._slots = slots;
  },

  /** Draws a row's picture; what is not decoded yet comes later, which "thumbs" tells. */
  draw(context, row, x, y, size) {
    if (!this.isThere) return;
    if (this.missing && this.missing[row]) {
      context.fillStyle = "#8884";
      context.fillRect(x, y, size, size);
      context.strokeStyle = "#888";
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x + size * 0.3, y + size * 0.3);
      context.lineTo(x + size * 0.7, y + size * 0.7);
      context.moveTo(x + size * 0.7, y + size * 0.3);
      context.lineTo(x + size * 0.3, y + size * 0.7);
      context.stroke();
      return;
    }
    const slot = this.slots[row];
    const perSheet = this.across * this.across;
    const number = Math.floor(slot / perSheet);
    const sheet = this.sheets.get(number);
    if (!sheet) {
      context.fillStyle = "#8882";
      context.fillRect(x, y, size, size);
      this.load(number);
      return;
    }
    this.sheets.delete(number);
    this.sheets.set(number, sheet);
    const place = slot % perSheet;
    context.imageSmoothingQuality = "high";
    context.drawImage(sheet, place % this.across * this.side, Math.floor(place / this.across) * this.side, this.side,
      this.side, x, y, size, size);
  },

  async load(number) {
    // While the file is read, a sheet may be there in part: it is whole when something follows it.
    if (this.waiting.has(number) || !$("atlas-" + number)?.nextSibling) return;
    this.waiting.add(number);
    const sheet = await createImageBitmap(new Blob([bytesIn("atlas-" + number)], { type: "image/jpeg" }));
    this.sheets.set(number, sheet);
    this.waiting.delete(number);
    if (this.sheets.size > this.most) {
      const [oldest, old] = this.sheets.entries().next().value;
      this.sheets.delete(oldest);
      old.close();
    }
    state.tell("thumbs");
  },

  /** What the pictures are, for people. */
  get about() {
    if (!this.isThere) return "This page has no cutouts.";
    return `Cutouts are thumbnails of ${this.side} × ${this.side} px (JPEG, quality ${this.quality}): the middle square of each `
      + "picture, made smaller. They are to recognise galaxies, not to measure them."
      + (this.missingCount ? ` ${grouped(this.missingCount)} pictures were gone when the page was made.` : "");
  },
};
