// Run by opening the page with ?selftest: tries what people do, and writes down what came of it.

const SelfTest = {
  async start() {
    const result = { drawing: GalaxyMap.view?.points.constructor.name, rows: state.rows, dimensions: info.dimensions, failures, requests: null };
    const frame = () => new Promise(resolve => setTimeout(resolve, 50));
    try {
      GalaxyMap.setTurning(false);
      const view = GalaxyMap.view;
      view.draw();
      result.lit = this.lit(view);
      const colours = new Set();
      for (const column of [...$("colour").options].map(option => option.value)) {
        $("colour").value = column;
        $("colour").dispatchEvent(new Event("change"));
        colours.add(this.sum(Paint.colours));
        await frame();
      }
      result.colourings = colours.size;
      result.columns = columns.map(column => column.name);
      const everything = [[-9, -9], [view.width + 9, -9], [view.width + 9, view.height + 9], [-9, view.height + 9]];
      view.selectInside(everything);
      result.lassoAll = state.selectedCount;
      const half = view.width / 2;
      view.selectInside([[-9, -9], [half, -9], [half, view.height + 9], [-9, view.height + 9]]);
      result.lassoHalf = state.selectedCount;
      result.csv = App.csv();
      const before = this.picture(view);
      if (GalaxyMap.isDeep) {
        view.camera.turn([0, 1, 0], 0.7);
        view.draw();
        result.turned = this.picture(view) !== before;
        GalaxyMap.setDeep(false);
        view.draw();
        result.flattened = !view.camera.isDeep && this.lit(view) > 0;
      }
      result.sky = Sky.view ? this.lit(Sky.view, true) : null;
      RowTable.filter(idColumn, "=" + idColumn.text(0));
      result.filtered = state.visibleCount;
      RowTable.filter(idColumn, "");
      result.found = App.find(idColumn.text(state.rows - 1), false).includes(state.rows - 1);
      App.showList("sheet");
      await this.until(() => !Thumbs.isThere || Thumbs.sheets.size > 0);
      result.cutouts = Thumbs.isThere ? this.thumbnail() : null;
      App.toggleTheme();
      Keys.help();
      result.hints = $("hints").textContent.length;
      $("hints").close();
      await frame();
    } catch (error) {
      failures.push(String(error.stack || error));
    }
    result.requests = performance.getEntriesByType("resource").map(entry => entry.name);
    document.body.append(make("pre", { id: "selftest" }, JSON.stringify(result)));
    document.title = "selftest done";
  },

  async until(isDone) { for (let round = 0; round < 300 && !isDone(); round++) await new Promise(resolve => setTimeout(resolve, 20)); },

  sum(bytes) {
    let sum = 0;
    for (let place = 0; place < bytes.length; place++) sum = (sum * 31 + bytes[place]) >>> 0;
    return sum;
  },

  pixels(view) {
    view.draw();
    return view.points.readPixels();
  },

  /** How many pixels are not empty. */
  lit(view) { return this.pixels(view).reduce((count, value, place) => count + (place % 4 === 3 && value > 0), 0); },

  picture(view) { return this.sum(this.pixels(view)); },

  /** How many different colours the first thumbnails have. */
  thumbnail() {
    const canvas = make("canvas", { width: 64, height: 64 });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const colours = new Set();
    for (let row = 0; row < Math.min(20, state.rows); row++) {
      Thumbs.draw(context, row, 0, 0, 64);
      const data = context.getImageData(0, 0, 64, 64).data;
      for (let place = 0; place < data.length; place += 4) colours.add(data[place] << 16 | data[place + 1] << 8 | data[place + 2]);
    }
    return colours.size;
  },
};
