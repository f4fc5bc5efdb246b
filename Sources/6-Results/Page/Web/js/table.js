// The table: only the rows that are seen are elements. Sorted by a click on a heading, filtered below it.

const RowTable = {
  rowHeight: 28,
  /** Rows in the order shown. */
  order: [],
  sortColumn: null,
  isDescending: false,
  isOnly: false,
  anchor: -1,
  terms: new Map(),

  start() {
    const box = $("table");
    this.head = make("div", { class: "head", role: "row" });
    this.body = make("div", { class: "rows", role: "rowgroup" });
    this.grid = make("div", { class: "grid", role: "grid", "aria-label": "Galaxies", "aria-multiselectable": "true" },
      this.head, this.body);
    this.empty = make("p", { class: "empty quiet", hidden: true }, "No row passes the filters.");
    box.replaceChildren(this.grid, this.empty);
    this.widths = shownColumns.map(column => column === idColumn ? RowTable.idWidth() : column.name === "file" || column.kind === "text" ? 170 : 112);
    this.grid.style.setProperty("--columns", (Thumbs.isThere ? "34px " : "") + this.widths.map(width => width + "px").join(" "));
    this.grid.style.width = this.widths.reduce((sum, width) => sum + width, Thumbs.isThere ? 34 : 0) + "px";
    if (Thumbs.isThere) this.head.append(make("div", { role: "columnheader", "aria-label": "Cutout" }));
    for (const column of shownColumns) {
      this.head.append(make("div", { role: "columnheader", "aria-sort": "none", title: column.about },
        make("button", { click: () => this.sortBy(column) }, column.heading),
        make("input", { type: "search", "aria-label": "Filter " + column.name, spellcheck: "false",
          placeholder: column.isText ? "contains …" : "> 0.9 or 1..2",
          input: event => this.filter(column, event.target.value) })));
    }
    this.draw = beforeFrame(() => this.drawRows());
    box.addEventListener("scroll", this.draw, { passive: true });
    new ResizeObserver(this.draw).observe(box);
    this.body.addEventListener("click", event => this.click(event));
    this.body.addEventListener("dblclick", event => { const row = this.rowOf(event); if (row >= 0) state.setFocus(row); });
    this.body.addEventListener("pointermove", event => {
      View.pointer = [event.clientX, event.clientY];
      state.setHover(this.rowOf(event));
      state.tell("pointer");
    });
    this.body.addEventListener("pointerleave", () => state.setHover(-1));
    for (const name of ["selection", "colour", "theme", "hover", "thumbs"]) state.on(name, this.draw);
    state.on("selection", () => { if (this.isOnly) this.arrange(); });
    state.on("filter", () => this.arrange());
    state.on("focus", () => this.reveal(state.focus));
    this.arrange();
  },

  /** Room for the longest of some identifiers. */
  idWidth() {
    let longest = 8;
    for (let row = 0; row < Math.min(500, state.rows); row++) longest = Math.max(longest, idColumn.text(row).length);
    return clamp(24 + longest * 8, 110, 260);
  },

  setOnly(isOnly) { this.isOnly = isOnly; this.arrange(); },

  filter(column, text) {
    const term = RowTable.term(column, text.trim());
    if (term) this.terms.set(column, term); else this.terms.delete(column);
    const terms = [...this.terms.values()];
    state.setFilter("table", terms.length ? row => terms.every(term => term(row)) : null);
  },

  /** What a text below a heading asks of a row; null where it asks nothing. */
  term(column, text) {
    if (!text) return null;
    if (!column.isText) {
      const range = text.match(/^(\S+?)\s*(?:\.\.|…)\s*(\S+)$/);
      const compared = text.match(/^(>=|<=|>|<|=|≥|≤)?\s*(\S+)$/);
      const value = compared && Number(compared[2]);
      if (range) {
        const [low, high] = [Number(range[1]), Number(range[2])];
        return Number.isNaN(low + high) ? null : row => { const number = column.number(row); return number >= low && number <= high; };
      }
      if (!compared || Number.isNaN(value)) return null;
      switch (compared[1]) {
        case ">": return row => column.number(row) > value;
        case "<": return row => column.number(row) < value;
        case ">=": case "≥": return row => column.number(row) >= value;
        case "<=": case "≤": return row => column.number(row) <= value;
        default: return row => column.number(row) === value;
      }
    }
    const isNot = text.startsWith("!");
    const isExact = text.startsWith("=");
    const wanted = (isNot || isExact ? text.slice(1) : text).toLowerCase();
    const passes = cell => isExact ? cell === wanted : cell.includes(wanted) !== isNot;
    if (column.words) {
      const words = column.words.map(word => passes(word.toLowerCase()));
      const none = passes("");
      return row => column.cells[row] === column.none ? none : words[column.cells[row]];
    }
    return row => passes(column.text(row).toLowerCase());
  },

  sortBy(column) {
    if (this.sortColumn !== column) [this.sortColumn, this.isDescending] = [column, false];
    else if (!this.isDescending) this.isDescending = true;
    else this.sortColumn = null;
    const heads = this.head.querySelectorAll("[aria-sort]");
    shownColumns.forEach((other, place) => heads[place].setAttribute("aria-sort",
      other !== this.sortColumn ? "none" : this.isDescending ? "descending" : "ascending"));
    this.arrange();
  },

  /** Works out the order: rows without a value come last. */
  arrange() {
    const rows = [];
    for (let row = 0; row < state.rows; row++) {
      if (state.visible[row] && (!this.isOnly || state.selected[row])) rows.push(row);
    }
    const column = this.sortColumn;
    if (column) {
      const sign = this.isDescending ? -1 : 1;
      let keys;
      if (column.isText) {
        const texts = column.words || [...new Set(column.cells)];
        const compare = new Intl.Collator("en", { numeric: true }).compare;
        const rank = new Map([...texts].sort(compare).map((text, place) => [text, place]));
        keys = row => { const text = column.text(row); return text === "" ? NaN : rank.get(text); };
      } else keys = row => column.number(row);
      const values = new Float64Array(state.rows);
      for (const row of rows) { const key = keys(row); values[row] = Number.isNaN(key) ? Infinity : sign * key; }
      rows.sort((a, b) => values[a] - values[b] || a - b);
    }
    this.order = rows;
    this._places = null;
    // Browsers cut off elements that are too tall: there rows are as low as it takes.
    this.step = Math.min(this.rowHeight, 15e6 / Math.max(1, rows.length));
    this.body.style.height = rows.length * this.step + "px";
    this.grid.setAttribute("aria-rowcount", rows.length);
    this.empty.hidden = rows.length > 0;
    this.draw();
  },

  get places() {
    if (!this._places) {
      this._places = new Int32Array(state.rows).fill(-1);
      this.order.forEach((row, place) => { this._places[row] = place; });
    }
    return this._places;
  },

  drawRows() {
    const box = $("table");
    if (box.hidden || !box.clientHeight) return;
    const first = Math.max(0, Math.floor(box.scrollTop / this.step) - 2);
    const last = Math.min(this.order.length, first + Math.ceil(box.clientHeight / this.rowHeight) + 4);
    const elements = [];
    for (let place = first; place < last; place++) elements.push(this.element(place, first));
    this.body.replaceChildren(...elements);
  },

  element(place, first) {
    const row = this.order[place];
    const top = first * this.step + (place - first) * this.rowHeight;
    const element = make("div", { role: "row", class: "row" + (row === state.focus ? " focus" : "") + (row === state.hover ? " hover" : ""),
      "aria-selected": state.selected[row] ? "true" : "false", "aria-rowindex": place + 1, "data-row": row,
      style: `top: ${top}px; --own: ${Paint.css(row)}` });
    if (Thumbs.isThere) {
      const canvas = make("canvas", { class: "own", width: 52, height: 52, role: "gridcell", "aria-label": "Cutout" });
      Thumbs.draw(canvas.getContext("2d"), row, 0, 0, 52);
      element.append(canvas);
    }
    for (const column of shownColumns) {
      const text = column.text(row);
      element.append(make("span", { role: "gridcell", class: column.isText ? "" : "number", title: text },
        column.isText || column.digits !== undefined && column.digits < 7 ? text : text && short(Number(text))));
    }
    return element;
  },

  rowOf(event) {
    const element = event.target.closest("[data-row]");
    return element ? Number(element.dataset.row) : -1;
  },

  click(event) {
    const row = this.rowOf(event);
    if (row < 0) return;
    if (event.shiftKey && this.anchor >= 0) {
      const [from, to] = [this.places[this.anchor], this.places[row]].sort((a, b) => a - b);
      state.select(this.order.slice(from, to + 1), event.ctrlKey || event.metaKey ? "add" : "only");
      return;
    }
    this.anchor = row;
    if (event.ctrlKey || event.metaKey) state.select([row], "toggle");
    else {
      state.select([row], state.selectedCount === 1 && state.selected[row] ? "toggle" : "only");
      state.setFocus(row);
    }
  },

  /** Scrolls to a row. */
  reveal(row) {
    const place = row < 0 ? -1 : this.places[row];
    this.draw();
    if (place < 0) return;
    const box = $("table");
    const top = place * this.step;
    const room = box.clientHeight - this.head.offsetHeight - this.rowHeight;
    if (top < box.scrollTop || top > box.scrollTop + room) box.scrollTop = top - room / 2;
  },
};
