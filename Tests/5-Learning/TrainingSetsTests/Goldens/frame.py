"""The galaxy frame in plain numpy, and what it makes of a few small pictures.

frame(): one RGB picture (H, W, 3 uint8) -> (S, S) float64 grey in 0...1, in double precision from end to end.
Run: python frame.py (numpy, pillow). Writes frame/NAME.png and frame/NAME.f32, the expected 40 x 40 values.
"""
import math
import pathlib

import numpy as np
from PIL import Image

PROXY = 128          # longest side of the image on which the galaxy is measured
SKY_PERCENTILE = 25  # of the border ring
ISOPHOTE = 0.10      # of the peak: limit of the central object
CROP = 2.5           # half side of the crop in units of the object's r.m.s. radius
MIDTONE = 0.30       # value given to the object's median pixel
GAMMA_MIN, GAMMA_MAX = 0.5, 2.0
SIZE = 160


def percentile(values, q):
    """Linear interpolation at position q/100 * (n - 1) of the sorted values (numpy's default)."""
    v = np.sort(np.asarray(values, dtype=np.float64).ravel())
    p = q / 100 * (len(v) - 1)
    i = int(math.floor(p))
    j = min(i + 1, len(v) - 1)
    return float(v[i] + (v[j] - v[i]) * (p - i))


def weights(n_in, lo, hi, n_out):
    """Triangle (bilinear, anti-aliased) resampling matrix (n_out, n_in) for the source interval lo...hi (pixel edges).
    As Pillow's BILINEAR with box: support = max(scale, 1), samples at pixel centres, cut at the image edge, renormalised."""
    scale = (hi - lo) / n_out
    support = max(scale, 1.0)
    m = np.zeros((n_out, n_in))
    for o in range(n_out):
        centre = lo + (o + 0.5) * scale
        first = max(0, int(math.floor(centre - support + 0.5)))
        last = min(n_in, int(math.floor(centre + support + 0.5)))     # exclusive
        for i in range(first, last):
            t = abs((i + 0.5 - centre) / support)
            if t < 1:
                m[o, i] = 1 - t
        s = m[o].sum()
        if s > 0:
            m[o] /= s
        else:
            m[o, min(max(int(math.floor(centre)), 0), n_in - 1)] = 1
    return m


def resample(L, x0, y0, x1, y1, w, h):
    H, W = L.shape
    return weights(H, y0, y1, h) @ (L @ weights(W, x0, x1, w).T)


def measure(L):
    """L: (H, W) luminance 0...1 at full resolution. Returns sky, noise, centre (x, y; full-resolution pixel-edge
    coordinates), r.m.s. radius (full-resolution px), peak level P (99 %), median level of the object."""
    H0, W0 = L.shape
    longest = max(H0, W0)
    if longest > PROXY:
        w = max(8, int(math.floor(W0 * PROXY / longest + 0.5)))
        h = max(8, int(math.floor(H0 * PROXY / longest + 0.5)))
        a = resample(L, 0, 0, W0, H0, w, h)
    else:
        a = L.astype(np.float64)
    H, W = a.shape
    side = min(H, W)
    # 1. sky: ring that starts `skip` px from the edge (frames drawn round tiles are skipped) and is `width` px wide
    skip = int(math.floor(0.03 * side + 0.5))
    width = max(2, int(math.floor(side / 16 + 0.5)))
    ring = np.zeros((H, W), bool)
    ring[skip:H - skip, skip:W - skip] = True
    s2 = skip + width
    if H - s2 > s2 and W - s2 > s2:
        ring[s2:H - s2, s2:W - s2] = False
    r = a[ring]
    sky = percentile(r, SKY_PERCENTILE)
    noise = max(percentile(r, 50) - percentile(r, 16), 1 / 255)
    x = a - sky
    # 2. 3 x 3 mean, edge pixels repeated
    p = np.pad(x, 1, mode='edge')
    xs = sum(p[i:i + H, j:j + W] for i in range(3) for j in range(3)) / 9
    # 3. brightest smoothed pixel of the central window (first in row order on ties)
    r0, r1 = int(math.floor(0.36 * H)), int(math.ceil(0.64 * H))
    c0, c1 = int(math.floor(0.36 * W)), int(math.ceil(0.64 * W))
    sub = xs[r0:r1, c0:c1]
    k = int(np.argmax(sub))
    py, px = r0 + k // sub.shape[1], c0 + k % sub.shape[1]
    peak = max(xs[py, px], 4 / 255)
    threshold = max(ISOPHOTE * peak, 2 * noise)
    if threshold >= peak:
        threshold = 0.5 * peak
    # 4. 4-connected component of xs > threshold that holds the peak; the peak pixel alone if it is not above
    comp = np.zeros((H, W), bool)
    comp[py, px] = True
    if xs[py, px] > threshold:
        stack = [(py, px)]
        while stack:
            i, j = stack.pop()
            for u, v in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                if 0 <= u < H and 0 <= v < W and not comp[u, v] and xs[u, v] > threshold:
                    comp[u, v] = True
                    stack.append((u, v))
    # 5. light-weighted centre and r.m.s. radius
    yy, xx = np.nonzero(comp)
    f = np.maximum(xs[comp], 1e-6)
    F = f.sum()
    cy, cx = (yy * f).sum() / F, (xx * f).sum() / F
    rms = max(math.sqrt((((yy - cy) ** 2 + (xx - cx) ** 2) * f).sum() / F), 1.0)
    v = x[comp]
    P = max(percentile(v, 99), 4 / 255)
    return dict(sky=sky, noise=noise, cx=(cx + 0.5) * W0 / W, cy=(cy + 0.5) * H0 / H,
                rms=rms * longest / max(H, W), P=P, med=percentile(v, 50))


def frame(img, size=SIZE, crop=CROP):
    L = img.astype(np.float64).sum(2) / 765
    H, W = L.shape
    m = measure(L)
    # 6. square crop, inside the image
    half = max(min(crop * m['rms'], min(H, W) / 2), 4.0)
    half = min(half, min(H, W) / 2)
    cx = min(max(m['cx'], half), W - half)
    cy = min(max(m['cy'], half), H - half)
    a = resample(L, cx - half, cy - half, cx + half, cy + half, size, size)
    # 7. level and mid-tone
    y = np.clip((a - m['sky'] - m['noise']) / max(m['P'] - m['noise'], 0.01), 0, 1)
    t = min(max(m['med'] / m['P'], 0.02), 0.98)
    gamma = min(max(math.log(MIDTONE) / math.log(t), GAMMA_MIN), GAMMA_MAX)
    return y ** gamma


def galaxy(random, height, width, x, y, radius, axis_ratio, brightness, sky, noise, border=0):
    """A made-up galaxy with two arms on a noisy sky; `border` px of another colour round it."""
    v, u = np.mgrid[:height, :width].astype(float)
    u, v = u - x, (v - y) / axis_ratio
    r = np.hypot(u, v) / radius
    arms = 1 + 0.6 * np.cos(2 * (np.arctan2(v, u) - 2 * np.log(r + 0.2)))
    light = brightness * (np.exp(-1.7 * r) * arms + 2 * np.exp(-((r / 0.2) ** 2)))
    picture = sky + light[..., None] * np.array([1.1, 1.0, 0.8]) + random.normal(0, noise, (height, width, 3))
    picture = picture.clip(0, 255).round().astype(np.uint8)
    if border:
        picture[:border] = picture[-border:] = 230
        picture[:, :border] = picture[:, -border:] = 230
    return picture


def main():
    folder = pathlib.Path(__file__).parent / "frame"
    random = np.random.default_rng(7)
    pictures = {
        "small": galaxy(random, 48, 48, 24, 23, 6, 0.7, 120, 12, 2),
        "faint": galaxy(random, 96, 96, 49, 47, 8, 0.9, 25, 30, 3),
        "saturated": galaxy(random, 100, 100, 50, 50, 30, 0.8, 400, 5, 2),
        "beside_the_centre": galaxy(random, 120, 120, 70, 52, 12, 0.4, 150, 20, 2),
        "reduced": galaxy(random, 170, 170, 85, 88, 15, 0.6, 150, 15, 2),
        "wide": galaxy(random, 90, 150, 75, 45, 9, 0.5, 150, 15, 2),
        "border": galaxy(random, 110, 110, 55, 55, 10, 0.8, 150, 15, 2, border=2),
        "tiny": galaxy(random, 9, 8, 4, 4, 2, 0.8, 150, 15, 2),
        "empty": np.full((40, 40, 3), 17, np.uint8),
        "white": np.full((40, 40, 3), 255, np.uint8),
    }
    for name, picture in pictures.items():
        Image.fromarray(picture).save(folder / f"{name}.png")
        frame(picture, size=40).astype("<f4").tofile(folder / f"{name}.f32")


if __name__ == "__main__":
    main()
