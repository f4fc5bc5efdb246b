// The keyboard, and the page of help.

const Keys = {
  list: [
    ["?", "these hints", () => Keys.help()],
    ["/", "find a galaxy by its identifier", () => $("search").focus()],
    ["L", "lasso: draw around points; Shift adds, Alt takes away", () => GalaxyMap.setLasso(!GalaxyMap.view.isLasso)],
    ["M", "flat or in three dimensions", () => GalaxyMap.setDeep(!GalaxyMap.view.camera.isDeep), () => GalaxyMap.isDeep],
    ["T", "turn by itself", () => GalaxyMap.setTurning(!GalaxyMap.isTurning), () => GalaxyMap.isDeep],
    ["R", "see everything", () => GalaxyMap.reset()],
    ["C", "next column of colours (Shift: the one before)", event => Keys.nextColour(event.shiftKey ? -1 : 1)],
    ["S", "add the galaxy that is looked at to the selection, or take it away", () => { if (state.focus >= 0) state.select([state.focus], "toggle"); }],
    ["A", "select all that is visible", () => state.select(state.visibleRows())],
    ["I", "turn the selection round", () => state.select(state.visibleRows(), "toggle")],
    ["E", "the selection as CSV", () => App.exportCSV()],
    ["1", "table", () => App.showList("table")],
    ["2", "sheet of cutouts", () => App.showList("sheet")],
    ["[", "smaller points", () => App.resizePoints(1 / 1.2)],
    ["]", "larger points", () => App.resizePoints(1.2)],
    ["J", "next galaxy of the table", () => Keys.step(1)],
    ["K", "the one before", () => Keys.step(-1)],
    ["D", "dark or light", () => App.toggleTheme()],
    ["Esc", "close, stop the lasso, clear the selection: one after another", () => Keys.escape()],
  ],

  start() {
    addEventListener("keydown", event => {
      if ($("hints").open || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const name = event.key === "Escape" ? "Esc" : event.key.toUpperCase();
      const found = this.list.find(([key, , , isThere]) => key === name && (!isThere || isThere()));
      if (found) {
        event.preventDefault();
        found[2](event);
      } else this.move(event);
    });
  },

  /** Arrows, + and − move the view that has the focus, else the map. */
  move(event) {
    if (event.target.closest("#lists, #detail, #legend, input")) return;
    const view = Sky.view && event.target === Sky.view.canvas ? Sky.view : GalaxyMap.view;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow && view.camera.isDeep && !event.shiftKey) {
      view.onTouch?.();
      view.camera.turn([0, 1, 0], arrow[0] * 0.12);
      view.camera.turn([1, 0, 0], arrow[1] * 0.12);
    } else if (arrow) view.move(-arrow[0] * 50, -arrow[1] * 50);
    else if (event.key === "+" || event.key === "=") view.camera.zoomAt(0, 0, 1.25);
    else if (event.key === "-") view.camera.zoomAt(0, 0, 0.8);
    else return;
    event.preventDefault();
    view.invalidate();
  },

  nextColour(step) {
    const menu = $("colour");
    menu.selectedIndex = (menu.selectedIndex + step + menu.length) % menu.length;
    menu.dispatchEvent(new Event("change"));
  },

  step(by) {
    const { order, places } = RowTable;
    if (!order.length) return;
    const place = state.focus < 0 ? (by > 0 ? 0 : order.length - 1) : clamp(places[state.focus] + by, 0, order.length - 1);
    state.setFocus(order[place]);
  },

  escape() {
    if (GalaxyMap.view.isLasso) GalaxyMap.setLasso(false);
    else if (state.focus >= 0) state.setFocus(-1);
    else if (state.selectedCount) state.select([]);
  },

  help() {
    const dialog = $("hints");
    const keys = make("dl", { class: "keys" });
    for (const [key, what, , isThere] of this.list) {
      if (!isThere || isThere()) keys.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, what));
    }
    keys.append(make("dt", {}, make("kbd", {}, "← ↑ → ↓")), make("dd", {}, "turn or move the map (or the sky, when it was clicked); + and − zoom"));
    const mouse = GalaxyMap.isDeep ? "Drag turns the map, the wheel zooms, Ctrl-drag or the right button moves it. "
      : "Drag moves the map, the wheel zooms. ";
    dialog.replaceChildren(
      make("div", { class: "bar" }, make("h2", {}, "Keys and hints"), make("span", { class: "gap" }),
        make("button", { click: () => dialog.close(), "aria-label": "Close" }, "✕")),
      make("p", {}, mouse + "A click shows a galaxy, Shift-click adds it to the selection, Shift-drag draws a lasso. "
        + "Map, sky, table and sheet show one selection. In the legend a click hides a class, Alt-click selects it, a drag over the "
        + "numbers chooses a range. Below the headings of the table: > 0.9, 1..2, = 3; spiral, =spiral, !spiral."),
      keys,
      make("p", { class: "quiet" }, `${Thumbs.about} The map's coordinates are kept in 65,534 steps; all other numbers as they were. `
        + `The sky is in Mollweide's projection, ICRS, east to the left; the dashed line is the plane of the Galaxy. Made by ${info.program}; this file asks nothing of any server.`));
    dialog.showModal();
  },
};
