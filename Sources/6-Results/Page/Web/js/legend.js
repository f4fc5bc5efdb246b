// What the colours mean. Classes can be hidden by a click, a range of numbers chosen by a drag.

const Legend = {
  hiddenCodes: new Set(),

  show() {
    const box = $("legend");
    const { scale } = Paint;
    const { column } = state;
    Legend.hiddenCodes.clear();
    box.replaceChildren();
    box.hidden = !scale;
    if (!scale) return;
    box.append(make("h2", { title: column.about }, column.heading));
    if (scale.kind === "categories") Legend.showCategories(box, scale); else Legend.showNumbers(box, scale, column);
  },

  showCategories(box, scale) {
    const list = make("ul");
    const most = 14;
    scale.list.slice(0, most).forEach((entry, code) => {
      const swatch = make("i", { style: `background: rgb(${scale.shades[code].join(" ")})` });
      list.append(make("li", {}, make("button", {
        "aria-pressed": "true", title: "Click hides it; Alt-click selects it",
        click: event => {
          if (event.altKey) {
            state.select(state.visibleRows().filter(row => scale.codes[row] === code), event.shiftKey ? "add" : "only");
            return;
          }
          const isHidden = !Legend.hiddenCodes.delete(code);
          if (isHidden) Legend.hiddenCodes.add(code);
          event.currentTarget.setAttribute("aria-pressed", !isHidden);
          const { hiddenCodes } = Legend;
          state.setFilter("legend", hiddenCodes.size ? row => !hiddenCodes.has(scale.codes[row]) : null);
        },
      }, swatch, make("span", {}, entry.name), make("small", {}, grouped(entry.count)))));
    });
    if (scale.list.length > most) list.append(make("li", { class: "quiet" }, `and ${scale.list.length - most} more`));
    let missing = state.rows;
    for (const entry of scale.list) missing -= entry.count;
    if (missing) {
      const swatch = make("i", { style: `background: ${Palette.none[state.theme]}` });
      list.append(make("li", { class: "missing" }, swatch, make("span", {}, "no value"), make("small", {}, grouped(missing))));
    }
    box.append(list);
  },

  showNumbers(box, scale, column) {
    const [width, height] = [204, 44];
    const canvas = make("canvas", { class: "own", width: width * 2, height: height * 2, tabindex: 0, role: "img",
      "aria-label": `Distribution of ${column.name} from ${short(scale.least)} to ${short(scale.most)}`,
      title: "Drag chooses a range; a double click shows all" });
    const bins = new Float64Array(68);
    const factor = scale.high > scale.low ? bins.length / (scale.high - scale.low) : 0;
    for (let row = 0; row < state.rows; row++) {
      const number = column.number(row);
      if (Number.isFinite(number)) bins[clamp(Math.floor((number - scale.low) * factor), 0, bins.length - 1)]++;
    }
    const highest = Math.max(...bins, 1);
    let range = null;
    const draw = () => {
      const context = canvas.getContext("2d");
      context.setTransform(2, 0, 0, 2, 0, 0);
      context.clearRect(0, 0, width, height);
      bins.forEach((count, bin) => {
        const middle = scale.low + (bin + 0.5) / (factor || 1);
        const entry = 3 * Math.round((bin + 0.5) / bins.length * 255);
        context.globalAlpha = !range || middle >= range[0] && middle <= range[1] ? 1 : 0.2;
        context.fillStyle = `rgb(${scale.ramp.slice(entry, entry + 3).join(" ")})`;
        const tall = Math.sqrt(count / highest) * (height - 9);
        context.fillRect(bin * 3, height - 7 - tall, 2.6, tall);
        context.fillRect(bin * 3, height - 6, 3.2, 6);
      });
    };
    draw();
    const labels = make("div", { class: "ends" });
    const caption = () => {
      const [low, high] = range || [scale.low, scale.high];
      labels.replaceChildren(make("span", {}, (!range && scale.least < scale.low ? "≤ " : "") + short(low)),
        make("span", {}, (!range && scale.most > scale.high ? "≥ " : "") + short(high)));
    };
    caption();
    const valueAt = event => {
      const box = canvas.getBoundingClientRect();
      return scale.low + clamp((event.clientX - box.left) / box.width, 0, 1) * (scale.high - scale.low);
    };
    let from = null;
    const apply = beforeFrame(() => {
      // The ends of the bar hold the outliers, too.
      const low = range && (range[0] <= scale.low ? -Infinity : range[0]);
      const high = range && (range[1] >= scale.high ? Infinity : range[1]);
      state.setFilter("legend", range && (row => { const number = column.number(row); return number >= low && number <= high; }));
      draw();
      caption();
    });
    canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); from = valueAt(event); });
    canvas.addEventListener("pointermove", event => {
      if (from === null) return;
      const to = valueAt(event);
      range = from === to ? null : [Math.min(from, to), Math.max(from, to)];
      apply();
    });
    canvas.addEventListener("pointerup", () => { from = null; });
    canvas.addEventListener("dblclick", () => { range = null; apply(); });
    box.append(canvas, labels);
    if (scale.missing) box.append(make("div", { class: "missing quiet" },
      make("i", { style: `background: ${Palette.none[state.theme]}` }), ` no value: ${grouped(scale.missing)}`));
  },
};

state.on("colour", () => Legend.show());
state.on("theme", () => state.setColumn(state.column));
