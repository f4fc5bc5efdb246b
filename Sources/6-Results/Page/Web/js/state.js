// What is selected, filtered, coloured and looked at. All parts listen here, none to another.

const state = {
  rows: info.rows,
  /** 1 where a row is selected. */
  selected: new Uint8Array(info.rows),
  selectedCount: 0,
  /** 1 where a row passes the table's filters and the legend's. */
  visible: new Uint8Array(info.rows).fill(1),
  visibleCount: info.rows,
  /** The row under the pointer and the row that is looked at; -1 is none. */
  hover: -1,
  focus: -1,
  column: null,
  theme: "dark",
  /** Functions that say whether a row passes, by the name of who filters. */
  filters: new Map(),

  listeners: {},
  on(name, body) { (this.listeners[name] ||= []).push(body); },
  tell(name) { for (const body of this.listeners[name] || []) body(); },

  /** Selects rows: "only" these, "add" them, "remove" them or "toggle" each. */
  select(rows, how = "only") {
    const { selected } = this;
    if (how === "only") selected.fill(0);
    for (const row of rows) selected[row] = how === "remove" ? 0 : how === "toggle" ? 1 - selected[row] : 1;
    let count = 0;
    for (let row = 0; row < selected.length; row++) count += selected[row];
    this.selectedCount = count;
    this.tell("selection");
  },

  /** The selected rows, in order of the table. */
  selection() {
    const rows = [];
    for (let row = 0; row < this.rows; row++) if (this.selected[row]) rows.push(row);
    return rows;
  },

  visibleRows() {
    const rows = [];
    for (let row = 0; row < this.rows; row++) if (this.visible[row]) rows.push(row);
    return rows;
  },

  setHover(row) {
    if (row === this.hover) return;
    this.hover = row;
    this.tell("hover");
  },

  setFocus(row) {
    if (row === this.focus) return;
    this.focus = row;
    this.tell("focus");
  },

  setColumn(column) { this.column = column; this.setFilter("legend", null); this.tell("colour"); },
  setTheme(theme) { this.theme = theme; document.documentElement.dataset.theme = theme; this.tell("theme"); },

  /** Sets, or with null removes, one of the filters. */
  setFilter(name, passes) {
    if (!passes && !this.filters.has(name)) return;
    if (passes) this.filters.set(name, passes); else this.filters.delete(name);
    const filters = [...this.filters.values()];
    let count = 0;
    for (let row = 0; row < this.rows; row++) {
      const passes = filters.every(filter => filter(row));
      this.visible[row] = passes ? 1 : 0;
      if (passes) count++;
    }
    this.visibleCount = count;
    this.tell("filter");
  },
};
