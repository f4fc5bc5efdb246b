// Draws points by WebGL2, where there is a graphics card: one call for the pale ones, one for those in full colour.
//
// Own code: it is this short; a library for everything, such as three.js, would bring hundreds of kilobytes for it.

const vertexShader = `#version 300 es
in vec3 place;
in vec4 colour;
uniform mat4 matrix;
uniform float size;
uniform float isFull;
uniform vec4 ground;   // red, green, blue, and how much of it hides what is far
out vec4 tint;
flat out float radius;
void main() {
  bool full = colour.a > 0.75;
  if (colour.a < 0.25 || full != (isFull > 0.5)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  gl_Position = matrix * vec4(place, 1.0);
  radius = 0.5 * max(1.5, (full ? 1.0 : 0.8) * size / gl_Position.w);
  gl_PointSize = 2.0 * radius + 1.0;
  float far = clamp((gl_Position.w - 0.75) / 0.75, 0.0, 1.0);
  vec3 own = full ? colour.rgb : mix(ground.rgb, mix(vec3(dot(colour.rgb, vec3(0.3, 0.5, 0.2))), colour.rgb, 0.4), 0.36);
  tint = vec4(mix(own, ground.rgb, ground.a * far), full ? 0.9 : 0.6);
}`;

const fragmentShader = `#version 300 es
precision mediump float;
in vec4 tint;
flat in float radius;
out vec4 result;
void main() {
  float edge = radius + 0.5 - length(gl_PointCoord - 0.5) * (2.0 * radius + 1.0);
  if (edge < 0.3) discard;
  float alpha = tint.a * min(edge, 1.0);
  result = vec4(tint.rgb * alpha, alpha);
}`;

class Points {
  /** What draws on a canvas fastest; WebGL2 in any case where the page is opened with ?webgl. */
  static best(canvas) {
    const isWanted = new URLSearchParams(location.search).has("webgl");
    const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: !isWanted });
    if (!probe) return new Raster(canvas);
    const names = probe.getExtension("WEBGL_debug_renderer_info");
    const renderer = names ? probe.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    const isSlow = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
    return isSlow && !isWanted ? new Raster(canvas) : new Points(canvas);
  }


  constructor(canvas) {
    this.canvas = canvas;
    this.count = 0;
    this.start();
    canvas.addEventListener("webglcontextlost", event => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.start();
      if (this.places) this.setPlaces(this.places);
      if (this.colours) this.setColours(this.colours);
      this.onRestored?.();
    });
  }

  start() {
    const gl = this.gl = this.canvas.getContext("webgl2", { antialias: false, alpha: true, powerPreference: "low-power" });
    const program = this.program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertexShader], [gl.FRAGMENT_SHADER, fragmentShader]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.bindAttribLocation(program, 0, "place");
    gl.bindAttribLocation(program, 1, "colour");
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
    gl.useProgram(program);
    this.uniforms = {};
    for (const name of ["matrix", "size", "isFull", "ground"]) this.uniforms[name] = gl.getUniformLocation(program, name);
    this.buffers = [gl.createBuffer(), gl.createBuffer()];
    gl.enableVertexAttribArray(0);
    gl.enableVertexAttribArray(1);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Takes places, three numbers each; NaN where there is none. */
  setPlaces(places) {
    const { gl } = this;
    // WebGL is given a place outside of the picture instead of none.
    this.places = places = places.map(value => Number.isNaN(value) ? 1e9 : value);
    this.count = places.length / 3;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[0]);
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
  }

  /** Takes colours, four bytes each. */
  setColours(colours) {
    const { gl } = this;
    this.colours = colours;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[1]);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW);
    gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 0);
  }

  /** `ground` is the colour behind the points and how much it hides what is far; `passes` says which kinds there are. */
  draw(matrix, { size, ground, isDeep, passes }) {
    const { gl, uniforms } = this;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (!this.count) return;
    gl.uniformMatrix4fv(uniforms.matrix, false, matrix);
    gl.uniform1f(uniforms.size, size);
    gl.uniform4fv(uniforms.ground, ground);
    if (isDeep) gl.enable(gl.DEPTH_TEST); else gl.disable(gl.DEPTH_TEST);
    for (const isFull of passes) {
      gl.uniform1f(uniforms.isFull, isFull);
      // What is selected stands before all else.
      gl.clear(gl.DEPTH_BUFFER_BIT);
      gl.drawArrays(gl.POINTS, 0, this.count);
    }
  }

  /** The picture, four bytes a pixel; right after it was drawn. */
  readPixels() {
    const { gl, canvas } = this;
    const pixels = new Uint8Array(canvas.width * canvas.height * 4);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels;
  }
}
