// The columns, as PackedColumn.swift has packed them.

const info = JSON.parse($("info").textContent);

/** One column: a cell a row. A missing number is NaN, a missing text is empty. */
class Column {
  constructor(spec, place) {
    Object.assign(this, spec);
    this.place = place;
    this.isText = spec.kind.startsWith("words") || spec.kind === "text";
    this.scale = 10 ** (spec.digits || 0);
  }

  /** Unpacks the cells. */
  async load() {
    if (this.cells) return;
    const bytes = await gunzip(bytesIn("column-" + this.place));
    const count = info.rows;
    switch (this.kind) {
      case "steps": this.cells = new Uint16Array(joined(bytes, count, 2)); break;
      case "decimal": this.cells = new Int32Array(joined(bytes, count, 4)); break;
      case "float": this.cells = new Float32Array(joined(bytes, count, 4)); break;
      case "double": this.cells = new Float64Array(joined(bytes, count, 8)); break;
      case "words8": this.cells = bytes; this.none = 255; break;
      case "words16": this.cells = new Uint16Array(joined(bytes, count, 2)); this.none = 65535; break;
      case "text": this.cells = new TextDecoder().decode(bytes).split("\0"); this.cells.length = count; break;
    }
  }

  number(row) {
    const cell = this.cells[row];
    switch (this.kind) {
      case "steps": return cell === 65535 ? NaN : this.low + cell * this.step;
      case "decimal": return cell === -2147483648 ? NaN : cell / this.scale;
      case "float": case "double": return cell;
      default: return this.isText ? NaN : cell;
    }
  }

  /** The cell as CSV has it. */
  text(row) {
    const cell = this.cells[row];
    if (this.kind === "text") return cell;
    if (this.isText) return cell === this.none ? "" : this.words[cell];
    const number = this.number(row);
    if (Number.isNaN(number)) return "";
    if (this.kind === "steps") return String(Number(number.toFixed(clamp(Math.floor(-Math.log10(this.step)), 0, 12))));
    return this.kind === "float" ? shortest(number) : String(number);
  }

  isMissing(row) { return this.isText ? this.text(row) === "" : Number.isNaN(this.number(row)); }

  /** Whether a number stands for what belongs to no cluster. */
  isNoise(cell) { return !this.isText && cell < 0 && this.name.startsWith("cluster"); }

  get heading() { return this.name + (this.unit ? ` [${this.unit}]` : ""); }

  /** Its few different values with a code for each row; null where there are too many. */
  get categories() {
    if (this._categories !== undefined) return this._categories;
    return this._categories = Column.findCategories(this);
  }

  static findCategories(column) {
    const isWhole = column.kind === "decimal" && !column.digits;
    if (column.kind === "text" || !column.isText && !isWhole) return null;
    const most = column.isText ? 4000 : 24;
    const places = new Map();
    for (let row = 0; row < info.rows; row++) {
      if (column.isMissing(row)) continue;
      const cell = column.cells[row];
      const found = places.get(cell);
      if (found) found.count++;
      else if (places.size === most) return null;
      else places.set(cell, { cell, name: column.isNoise(cell) ? "noise" : column.text(row), count: 1 });
    }
    if (!places.size || column.isText && places.size > 24 && places.size > info.rows / 8) return null;
    const list = [...places.values()];
    if (list.length <= 15) list.sort((a, b) => column.isText ? a.name.localeCompare(b.name, "en") : a.cell - b.cell);
    else list.sort((a, b) => b.count - a.count);
    const codes = new Uint16Array(info.rows).fill(65535);
    const codeOf = new Map(list.map((entry, code) => [entry.cell, code]));
    for (let row = 0; row < info.rows; row++) {
      const code = codeOf.get(column.cells[row]);
      if (code !== undefined) codes[row] = code;
    }
    return { list, codes };
  }
}

/** Numbers whose bytes stand sorted by place. */
function joined(bytes, count, width) {
  const result = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++) {
    const start = byte * count;
    for (let row = 0, at = byte; row < count; row++, at += width) result[at] = bytes[start + row];
  }
  return result.buffer;
}

/** The shortest text that gives back a number of 32 bits. */
function shortest(number) {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(number.toPrecision(digits));
    if (Math.fround(text) === number) return String(text);
  }
  return String(number);
}

const columns = info.columns.map((spec, place) => new Column(spec, place));
const columnNamed = name => columns.find(column => column.name === name);
const idColumn = columnNamed("id");
/** Those that people look at: all but the coordinates. */
const shownColumns = columns.filter(column => column.kind !== "steps");
