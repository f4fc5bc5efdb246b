// The colour of each point: four bytes a row, the last one says whether it is hidden (0), pale (128) or full (255).

const Paint = {
  colours: new Uint8Array(info.rows * 4),
  /** How the column that is shown becomes colours; the legend reads it. */
  scale: null,

  hidden: 0, pale: 128, full: 255,

  /** Works out the scale of the column and paints all rows. */
  column() {
    const column = state.column;
    const theme = state.theme;
    const none = Palette.rgb(Palette.none[theme]);
    const categories = column && column.categories;
    const { colours } = Paint;
    if (!column) {
      const one = Palette.rgb(Palette[theme][0]);
      Paint.scale = null;
      for (let row = 0; row < state.rows; row++) colours.set(one, row * 4);
    } else if (categories) {
      const places = Palette.codes(categories.list.map(entry => entry.name));
      const shades = categories.list.map((entry, code) =>
        column.isNoise(entry.cell) || places[code] < 0 ? none : Palette.rgb(Palette[theme][places[code]]));
      Paint.scale = { kind: "categories", list: categories.list, codes: categories.codes, shades };
      for (let row = 0; row < state.rows; row++) colours.set(shades[categories.codes[row]] || none, row * 4);
    } else if (!column.isText) {
      const scale = Paint.scale = { kind: "numbers", ...Paint.limits(column), ramp: Palette.ramp(theme) };
      const factor = scale.high > scale.low ? 255 / (scale.high - scale.low) : 0;
      for (let row = 0; row < state.rows; row++) {
        const number = column.number(row);
        if (Number.isNaN(number)) { colours.set(none, row * 4); continue; }
        const entry = 3 * clamp(Math.round((number - scale.low) * factor), 0, 255);
        colours[row * 4] = scale.ramp[entry];
        colours[row * 4 + 1] = scale.ramp[entry + 1];
        colours[row * 4 + 2] = scale.ramp[entry + 2];
      }
    }
    Paint.marks();
  },

  /** Paints hidden, pale and full rows. */
  marks() {
    const { colours } = Paint;
    const { selected, visible } = state;
    const rest = state.selectedCount ? Paint.pale : Paint.full;
    for (let row = 0; row < state.rows; row++) {
      colours[row * 4 + 3] = !visible[row] ? Paint.hidden : selected[row] ? Paint.full : rest;
    }
    state.tell("painted");
  },

  /** The range of a column's middle 98 percent, and its whole range. */
  limits(column) {
    const numbers = [];
    for (let row = 0; row < state.rows; row++) {
      const number = column.number(row);
      if (Number.isFinite(number)) numbers.push(number);
    }
    const sorted = Float64Array.from(numbers).sort();
    const at = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    if (!sorted.length) return { low: 0, high: 1, least: 0, most: 1, missing: state.rows };
    let [low, high] = [at(0.01), at(0.99)];
    const [least, most] = [sorted[0], sorted[sorted.length - 1]];
    // Only far outliers are cut off: shares and the like keep their whole range.
    if (low - least < 0.15 * (high - low)) low = least;
    if (most - high < 0.15 * (high - low)) high = most;
    return { low, high, least, most, missing: state.rows - sorted.length };
  },

  /** CSS colour of a row. */
  css(row) {
    const at = row * 4;
    return `rgb(${Paint.colours[at]} ${Paint.colours[at + 1]} ${Paint.colours[at + 2]})`;
  },
};

state.on("colour", Paint.column);
state.on("selection", Paint.marks);
state.on("filter", Paint.marks);
