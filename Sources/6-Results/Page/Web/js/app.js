// Puts the parts together: first what the eye wants first, then the rest.

const App = {
  async start() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    state.setTheme(dark.matches ? "dark" : "light");
    dark.addEventListener("change", event => state.setTheme(event.matches ? "dark" : "light"));
    $("count").textContent = `${grouped(info.rows)} galaxies`;
    try {
      const early = columns.filter(column => column.kind === "steps" || column.name === info.color);
      await Promise.all(early.map(column => column.load()));
      GalaxyMap.start();
      if (info.color) state.setColumn(columnNamed(info.color)); else state.tell("colour");
      Paint.column();
      GalaxyMap.view.draw();
      this.firstPicture = performance.now();
      await new Promise(resolve => setTimeout(resolve));
      await Promise.all(columns.map(column => column.load()));
      await Thumbs.start();
      this.startRest();
    } catch (error) {
      failures.push(String(error.stack || error));
      $("trouble").hidden = false;
      $("trouble").textContent = error.message;
    }
    this.isReady = true;
    if (new URLSearchParams(location.search).has("selftest")) SelfTest.start();
  },

  startRest() {
    Sky.start();
    RowTable.start();
    Sheet.start();
    Card.start();
    Keys.start();
    this.fillColours();
    this.listen();
    Paint.column();
    this.showSelection();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (GalaxyMap.isDeep && !isCalm) GalaxyMap.setTurning(true);
  },

  fillColours() {
    const menu = $("colour");
    menu.append(make("option", { value: "" }, "one colour"));
    for (const column of shownColumns) {
      if (column === idColumn || column.isText && !column.categories) continue;
      menu.append(make("option", { value: column.name, selected: column === state.column }, column.heading));
    }
    state.on("colour", () => { menu.value = state.column ? state.column.name : ""; });
    menu.addEventListener("change", () => state.setColumn(columnNamed(menu.value) || null));
  },

  listen() {
    $("lasso").onclick = () => GalaxyMap.setLasso(!GalaxyMap.view.isLasso);
    $("mode").onclick = () => GalaxyMap.setDeep(!GalaxyMap.view.camera.isDeep);
    $("turn").onclick = () => GalaxyMap.setTurning(!GalaxyMap.isTurning);
    $("reset").onclick = () => GalaxyMap.reset();
    $("size").oninput = event => this.resizePoints(event.target.value / View.pointScale);
    $("theme").onclick = () => this.toggleTheme();
    $("help").onclick = () => Keys.help();
    $("clear").onclick = () => state.select([]);
    $("export").onclick = () => this.exportCSV();
    $("only").onchange = event => RowTable.setOnly(event.target.checked);
    $("zoom").oninput = event => { Sheet.size = Number(event.target.value); Sheet.arrange(); };
    $("tab-table").onclick = () => this.showList("table");
    $("tab-sheet").onclick = () => this.showList("sheet");
    for (const button of $("tabs").children) button.onclick = () => this.showTab(button.dataset.tab);
    const search = $("search");
    search.oninput = () => this.find(search.value, false);
    search.onkeydown = event => { if (event.key === "Enter") this.find(search.value, true); };
    state.on("selection", () => this.showSelection());
    state.on("filter", () => this.showSelection());
    this.showTab("map");
  },

  /** On small screens one part at a time. */
  showTab(tab) {
    document.body.dataset.tab = tab;
    for (const button of $("tabs").children) button.setAttribute("aria-pressed", button.dataset.tab === tab);
    if (tab === "table" || tab === "sheet") this.showList(tab);
  },

  showList(name) {
    for (const list of ["table", "sheet"]) {
      $(list).hidden = list !== name;
      $("tab-" + list).setAttribute("aria-selected", list === name);
    }
    $("zoomfield").hidden = name !== "sheet";
    $("onlyfield").hidden = name !== "table";
    if (document.body.dataset.tab !== "map" && document.body.dataset.tab !== "sky") document.body.dataset.tab = name;
    RowTable.draw();
    Sheet.arrange();
  },

  showSelection() {
    const shown = state.visibleCount < state.rows ? `${grouped(state.visibleCount)} of ${grouped(state.rows)} shown` : "";
    const chosen = state.selectedCount ? `${grouped(state.selectedCount)} selected` : "";
    $("selected").textContent = [chosen, shown].filter(Boolean).join(", ") || "nothing selected";
    $("clear").disabled = !state.selectedCount;
  },

  toggleTheme() { state.setTheme(state.theme === "dark" ? "light" : "dark"); },

  resizePoints(factor) {
    View.pointScale = clamp(View.pointScale * factor, 0.3, 3);
    $("size").value = View.pointScale;
    GalaxyMap.view.invalidate();
    Sky.view?.invalidate();
  },

  /** Looks for an identifier: the very one, else those that begin with it, else those that hold it. */
  find(text, selectsAll) {
    text = text.trim();
    const ranks = [[], [], []];
    for (let row = 0; text && row < state.rows; row++) {
      const id = idColumn.text(row);
      if (id === text) ranks[0].push(row);
      else if (id.startsWith(text)) ranks[1].push(row);
      else if (id.includes(text)) ranks[2].push(row);
    }
    const rows = ranks.find(rows => rows.length) || [];
    $("found").textContent = !text ? "" : rows.length ? grouped(rows.length) : "none";
    if (rows.length) state.setFocus(rows[0]);
    if (selectsAll && rows.length) state.select(rows);
    return rows;
  },

  /** The selected rows, or all visible ones, with all columns, as RFC 4180 has it. */
  csv() {
    const rows = state.selectedCount ? state.selection() : state.visibleRows();
    const quoted = text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const order = [idColumn, ...columns.filter(column => column !== idColumn)];
    const lines = [order.map(column => quoted(column.name)).join(",")];
    for (const row of rows) lines.push(order.map(column => quoted(column.text(row))).join(","));
    return lines.join("\n") + "\n";
  },

  exportCSV() {
    const address = URL.createObjectURL(new Blob([this.csv()], { type: "text/csv" }));
    const name = info.title.replace(/[^\w.-]+/g, "_") + (state.selectedCount ? "_selection.csv" : ".csv");
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  },
};

App.start();
