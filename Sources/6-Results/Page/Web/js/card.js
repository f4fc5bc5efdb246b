// One galaxy: a small card under the pointer, and a large one for the galaxy that was clicked.

const Card = {
  start() {
    this.card = $("card");
    this.canvas = make("canvas", { class: "own", width: 240, height: 240 });
    this.text = make("dl");
    this.card.replaceChildren(...(Thumbs.isThere ? [this.canvas] : []), this.text);
    state.on("hover", () => this.showHover());
    state.on("pointer", () => this.place());
    state.on("focus", () => this.showDetail());
    state.on("selection", () => { if (state.focus >= 0) this.showDetail(); });
    state.on("thumbs", () => { this.paint(); this.paintDetail(); });
  },

  /** The columns that the small card shows. */
  get few() {
    const names = ["class", "label", "confidence", "cluster", "survey", "flag"];
    const list = [state.column, ...names.map(columnNamed)].filter(column => column && column !== idColumn);
    return [...new Set(list)].slice(0, 5);
  },

  showHover() {
    const row = state.hover;
    this.card.hidden = row < 0;
    if (row < 0) return;
    this.text.replaceChildren(make("dt", { class: "id" }, idColumn.text(row) || "no id"));
    for (const column of this.few) {
      if (column.isMissing(row)) continue;
      const text = column.isText ? column.text(row) : short(column.number(row));
      const isColour = column === state.column;
      this.text.append(make("dd", {}, make("span", { class: "quiet" }, column.name + " "),
        ...(isColour ? [make("i", { style: `background: ${Paint.css(row)}` })] : []), text));
    }
    this.paint();
    this.place();
  },

  paint() {
    if (state.hover < 0 || !Thumbs.isThere) return;
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, 240, 240);
    Thumbs.draw(context, state.hover, 0, 0, 240);
  },

  place() {
    if (this.card.hidden || !View.pointer) return;
    const [x, y] = View.pointer;
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const left = x + 18 + width > innerWidth ? x - 18 - width : x + 18;
    const top = clamp(y - height / 2, 6, innerHeight - height - 6);
    this.card.style.transform = `translate(${Math.max(6, left)}px, ${top}px)`;
  },

  showDetail() {
    const box = $("detail");
    const row = state.focus;
    box.hidden = row < 0;
    if (row < 0) return;
    box.style.left = Math.max(8, $("map").getBoundingClientRect().right - 284) + "px";
    const id = idColumn.text(row);
    const list = make("dl");
    for (const column of shownColumns) {
      if (column === idColumn || column.isMissing(row)) continue;
      list.append(make("dt", { title: column.about }, column.heading), make("dd", {}, column.text(row)));
    }
    const picture = make("canvas", { class: "own", width: 400, height: 400, role: "img", "aria-label": "Cutout of " + id });
    box.replaceChildren(
      make("div", { class: "bar" }, make("h2", { title: id }, id || "no id"), make("span", { class: "gap" }),
        make("button", { title: "Copy the identifier", "aria-label": "Copy the identifier", click: () => navigator.clipboard?.writeText(id) }, "Copy"),
        make("button", { title: "Add to or take from the selection (S)", "aria-label": "Selected", "aria-pressed": state.selected[row] ? "true" : "false",
          click: () => state.select([row], "toggle") }, state.selected[row] ? "★" : "☆"),
        make("button", { "aria-label": "Close", title: "Close (Esc)", click: () => state.setFocus(-1) }, "✕")),
      make("div", { class: "content" }, ...(Thumbs.isThere ? [picture] : []), this.links(row), list));
    this.paintDetail();
  },

  paintDetail() {
    const canvas = $("detail").querySelector("canvas");
    if (canvas && state.focus >= 0) Thumbs.draw(canvas.getContext("2d"), state.focus, 0, 0, 400);
  },

  /** Where the galaxy can be looked up; nothing is asked before someone clicks. */
  links(row) {
    const [ra, dec] = ["ra", "dec"].map(name => columnNamed(name)?.number(row));
    const box = make("p", { class: "links" });
    if (!Number.isFinite(ra) || !Number.isFinite(dec)) return box;
    const place = `${ra.toFixed(6)}${dec < 0 ? "-" : "+"}${Math.abs(dec).toFixed(6)}`;
    const pages = [
      ["Legacy Surveys", `https://www.legacysurvey.org/viewer?ra=${ra}&dec=${dec}&layer=ls-dr10&zoom=15`],
      ["SDSS", `https://skyserver.sdss.org/dr18/VisualTools/explore/summary?ra=${ra}&dec=${dec}`],
      ["SIMBAD", `https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=${encodeURIComponent(place.replace(/(?=[+-])/, " "))}&Radius=10&Radius.unit=arcsec`],
      ["NED", `https://ned.ipac.caltech.edu/conesearch?search_type=Near%20Position%20Search&ra=${ra}d&dec=${dec}d&radius=0.2&in_csys=Equatorial&in_equinox=J2000`],
    ];
    for (const [name, address] of pages) box.append(make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, name), " ");
    return box;
  },
};
