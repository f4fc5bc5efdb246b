// Where one looks from: a matrix from the places of points to the screen, flat or in three dimensions.

class Camera {
  constructor() { this.reset(); }

  reset() {
    this.zoom = 1;
    this.pan = [0, 0];
    /** Rotation, row by row. */
    this.turned = Camera.about([1, 0, 0], -0.35, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    this.isDeep ??= false;
  }

  /** Turns the points about an axis of the screen. */
  turn(axis, angle) { this.turned = Camera.about(axis, angle, this.turned); }

  static about([x, y, z], angle, matrix) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const t = 1 - c;
    const turn = [
      t * x * x + c, t * x * y - s * z, t * x * z + s * y,
      t * x * y + s * z, t * y * y + c, t * y * z - s * x,
      t * x * z - s * y, t * y * z + s * x, t * z * z + c,
    ];
    const result = [];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        result.push(turn[row * 3] * matrix[column] + turn[row * 3 + 1] * matrix[3 + column]
          + turn[row * 3 + 2] * matrix[6 + column]);
      }
    }
    return result;
  }

  /** Sixteen numbers, column by column, as WebGL takes them. `extent` is what must fit: half width, half height. */
  matrix(width, height, extent = [1, 1]) {
    const fit = Math.min(width / extent[0], height / extent[1]) * 0.94 * this.zoom;
    const [sx, sy] = [fit / width, fit / height];
    const r = this.isDeep ? this.turned : [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const nearness = this.isDeep ? 0.32 : 0;
    const depth = this.isDeep ? 0.25 : 0;
    const result = new Float32Array(16);
    for (let column = 0; column < 3; column++) {
      const w = -nearness * r[6 + column];
      result[column * 4] = sx * r[column] + this.pan[0] * w;
      result[column * 4 + 1] = sy * r[3 + column] + this.pan[1] * w;
      result[column * 4 + 2] = -depth * r[6 + column];
      result[column * 4 + 3] = w;
    }
    result[12] = this.pan[0];
    result[13] = this.pan[1];
    result[15] = 1;
    return result;
  }

  /** Zooms, and keeps in its place what lies at a point of the screen (−1…1). */
  zoomAt(x, y, factor) {
    const zoom = clamp(this.zoom * factor, 0.3, 400);
    factor = zoom / this.zoom;
    this.zoom = zoom;
    this.pan = [x - (x - this.pan[0]) * factor, y - (y - this.pan[1]) * factor];
  }
}
