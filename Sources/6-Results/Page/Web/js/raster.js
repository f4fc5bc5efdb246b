// Draws points without a graphics card: into the bytes of a picture, with a depth for each pixel.
//
// Browsers that have no card offer WebGL2 all the same, worked out by the processor: SwiftShader takes more than ten times
// as long for points as this.

class Raster {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { willReadFrequently: true });
    this.forget(0);
  }

  /** Takes places, three numbers each; NaN where there is none. They are drawn along a curve through the cells of a grid,
   * so that what is written one after another lies together in memory. */
  setPlaces(places) {
    const count = places.length / 3;
    const cell = (value, bit) => (clamp((value + 2) * 256, 0, 1023) | 0) >> bit & 1;
    const keys = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      let key = 0;
      for (let bit = 9; bit >= 3; bit--) {
        for (let axis = 0; axis < 3; axis++) key = key * 2 + cell(places[row * 3 + axis], bit);
      }
      keys[row] = key * count + row;
    }
    keys.sort();
    this.order = Uint32Array.from(keys, key => key % count);
    this.places = new Float32Array(places.length);
    this.order.forEach((row, at) => this.places.set(places.subarray(row * 3, row * 3 + 3), at * 3));
  }

  /** Takes colours, four bytes each. */
  setColours(colours) {
    const own = new Uint32Array(colours.buffer);
    this.colours = new Uint8Array(Uint32Array.from(this.order, row => own[row]).buffer);
  }

  /** As Points.draw has it. */
  draw(matrix, { size, ground, isDeep, passes }) {
    const { width, height } = this.canvas;
    if (this.image?.width !== width || this.image?.height !== height) {
      this.image = this.context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.depths = new Float32Array(width * height);
      this.forget(width);
    }
    this.pixels.fill(0);
    for (const isFull of passes) {
      // What is selected stands before all else.
      if (isDeep) this.depths.fill(Infinity);
      this.drawPoints(matrix, isFull ? size : size * 0.8, ground, isDeep, isFull);
    }
    this.context.putImageData(this.image, 0, 0);
  }

  drawPoints(m, size, ground, isDeep, isFull) {
    const { places, colours, starts } = this;
    const { width, height } = this.canvas;
    const halfWidth = width / 2, halfHeight = height / 2;
    const back = ground[0] * 255, backGreen = ground[1] * 255, backBlue = ground[2] * 255, fog = ground[3];
    const m0 = m[0], m1 = m[1], m3 = m[3], m4 = m[4], m5 = m[5], m7 = m[7], m8 = m[8], m9 = m[9], m11 = m[11];
    const m12 = m[12], m13 = m[13], m15 = m[15];
    const count = places.length / 3;
    for (let row = 0, at = 0; row < count; row++, at += 3) {
      const alpha = colours[row * 4 + 3];
      if (alpha < 64 || (alpha > 191 ? 1 : 0) !== isFull) continue;
      const px = places[at], py = places[at + 1], pz = places[at + 2];
      const w = m3 * px + m7 * py + m11 * pz + m15;
      const x = ((m0 * px + m4 * py + m8 * pz + m12) / w + 1) * halfWidth;
      const y = (1 - (m1 * px + m5 * py + m9 * pz + m13) / w) * halfHeight;
      const radius = Math.min(15, Math.max(0.75, 0.5 * size / w));
      if (!(x > -radius && x < width + radius && y > -radius && y < height + radius)) continue;

      let red = colours[row * 4], green = colours[row * 4 + 1], blue = colours[row * 4 + 2];
      if (isFull === 0) {
        const grey = 0.216 * (0.3 * red + 0.5 * green + 0.2 * blue);
        red = 0.64 * back + grey + 0.144 * red;
        green = 0.64 * backGreen + grey + 0.144 * green;
        blue = 0.64 * backBlue + grey + 0.144 * blue;
      }
      if (fog > 0) {
        const far = fog * Math.min(1, Math.max(0, (w - 0.75) / 0.75));
        red += (back - red) * far;
        green += (backGreen - green) * far;
        blue += (backBlue - blue) * far;
      }
      const left = Math.floor(x), top = Math.floor(y);
      // The stamp of this size with its middle in this quarter of the pixel.
      const key = Math.round(radius * 4) << 4 | ((x - left) * 4) << 2 | ((y - top) * 4 | 0);
      if (starts[key] < 0) this.cut(key);
      const reach = radius + 2;
      const isInside = left >= reach && top >= reach && left < width - reach && top < height - reach;
      this.press(key, left, top, blue << 16 | green << 8 | red, isDeep ? w : -Infinity, isInside);
    }
  }

  /** Presses a stamp on the picture; what lies behind pixels that are nearer is left out. */
  press(key, left, top, colour, depth, isInside) {
    const { pixels, depths, offsets, covers, columns, lines } = this;
    const { width, height } = this.canvas;
    const middle = top * width + left;
    const end = this.ends[key];
    for (let entry = this.starts[key]; entry < end; entry++) {
      if (!isInside) {
        const column = left + columns[entry], line = top + lines[entry];
        if (column < 0 || line < 0 || column >= width || line >= height) continue;
      }
      const place = middle + offsets[entry];
      if (depth > depths[place]) continue;
      const cover = covers[entry];
      const under = pixels[place];
      if (cover === 256) {
        pixels[place] = colour | 0xff000000;
        depths[place] = depth;
      } else if (under === 0) {
        pixels[place] = colour | cover << 24;
      } else {
        const rest = 256 - cover;
        const redBlue = (Math.imul(colour & 0xff00ff, cover) + Math.imul(under & 0xff00ff, rest)) >>> 8 & 0xff00ff;
        const green = (Math.imul(colour & 0xff00, cover) + Math.imul(under & 0xff00, rest)) >>> 8 & 0xff00;
        pixels[place] = Math.max(under >>> 24, cover) << 24 | redBlue | green;
      }
    }
  }

  /** Throws all stamps away: they hold offsets in a picture of one width. */
  forget(width) {
    this.width = width;
    this.starts = new Int32Array(1024).fill(-1);
    this.ends = new Int32Array(1024);
    [this.offsets, this.covers, this.columns, this.lines] = [0, 1, 2, 3].map(() => new Int32Array(1 << 18));
    this.used = 0;
  }

  /** Makes a stamp: how much of each pixel a disc covers, in 256ths. */
  cut(key) {
    const radius = (key >> 4) / 4, x = ((key >> 2 & 3) + 0.5) / 4, y = ((key & 3) + 0.5) / 4;
    const reach = Math.ceil(radius + 1);
    this.starts[key] = this.used;
    for (let line = -reach; line <= reach; line++) {
      for (let column = -reach; column <= reach; column++) {
        const cover = clamp(radius + 0.5 - Math.hypot(column + 0.5 - x, line + 0.5 - y), 0, 1);
        if (cover < 0.12) continue;
        this.offsets[this.used] = line * this.width + column;
        this.columns[this.used] = column;
        this.lines[this.used] = line;
        this.covers[this.used++] = cover > 0.85 ? 256 : Math.round(cover * 255);
      }
    }
    this.ends[key] = this.used;
  }

  /** The picture, four bytes a pixel. */
  readPixels() { return this.image.data; }
}
