// Colours that people with colour-vision deficiencies can tell apart.

const Palette = {
  /** Okabe and Ito 2008, then Tol's light scheme; brighter on dark, deeper on light ground. */
  dark: ["#56b4e9", "#f5a623", "#1fc28e", "#e58ac6", "#f0e442", "#e8652b", "#a897ff", "#9ad0f5", "#bbcc33", "#ffaabb",
    "#44bb99", "#eedd88", "#c3c9d2", "#77aadd", "#d4a37a"],
  light: ["#0072b2", "#d9730d", "#008f68", "#b8478f", "#a38f00", "#a8380b", "#6a51c9", "#3f8fc4", "#6f7d00", "#c2506b",
    "#237a63", "#857312", "#6b7280", "#3c6ea3", "#8a5a2e"],
  none: { dark: "#5b6472", light: "#a9b0ba" },

  /** viridis (van der Walt and Smith 2015) */
  stops: ["#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26",
    "#fde725"],

  rgb(hex) { return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)); },

  /** Numbers of the colours of categories: late types blue, early types orange, as astronomers expect. */
  codes(names) {
    const wanted = name => /^(spiral|featured|late|disk|disc)/i.test(name) ? 0 : /^(elliptical|smooth|early)/i.test(name) ? 1 : -1;
    const taken = new Set(names.map(wanted).filter(code => code >= 0));
    let next = 0;
    return names.map((name, place) => {
      const own = wanted(name);
      if (own >= 0 && names.findIndex(other => wanted(other) === own) === place) return own;
      while (taken.has(next)) next++;
      return next < Palette.dark.length ? next++ : -1;
    });
  },

  /** 256 colours of a continuous scale, red, green, blue each. */
  ramp(theme) {
    const [from, to] = theme === "dark" ? [0.14, 1] : [0, 0.93];
    const stops = Palette.stops.map(Palette.rgb);
    const result = new Uint8Array(256 * 3);
    for (let entry = 0; entry < 256; entry++) {
      const at = (from + (to - from) * entry / 255) * (stops.length - 1);
      const low = Math.min(stops.length - 2, Math.floor(at));
      for (let part = 0; part < 3; part++) {
        result[entry * 3 + part] = Math.round(stops[low][part] + (stops[low + 1][part] - stops[low][part]) * (at - low));
      }
    }
    return result;
  },
};
