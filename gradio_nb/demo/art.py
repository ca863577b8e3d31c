"""Landscapes: ridges of noise in front of a sky, by numpy alone."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# Sky at the top, sky at the horizon, sun or moon, far ridge, near ridge.
PALETTES: dict[str, tuple[str, str, str, str, str]] = {
    "dawn": ("#3d5a98", "#ffd3b0", "#fff3d6", "#d9a5a8", "#2b2340"),
    "noon": ("#2f80d0", "#d8f0ff", "#fffbe6", "#9fc3d8", "#17402f"),
    "ember": ("#43204f", "#ff9a3d", "#ffe9a8", "#e0673f", "#24101c"),
    "night": ("#070b1f", "#31407a", "#f2f0da", "#3d4d86", "#05070f"),
    "aurora": ("#04121f", "#1f8f86", "#e8fff4", "#2b6f86", "#03090f"),
}
SUPERSAMPLE = 2


@dataclass(frozen=True)
class Scene:
    """What is to be painted.

    Attributes
    ----------
    seed : int
        The same seed gives the same land.
    palette : str
        A key of `PALETTES`.
    ridges : int
        How many mountain ridges stand behind one another.
    width, height : int
        Size in pixels.
    lake, stars, moon : bool
        What else is there.
    """

    seed: int
    palette: str = "dawn"
    ridges: int = 8
    width: int = 768
    height: int = 432
    lake: bool = False
    stars: bool = False
    moon: bool = True

    @classmethod
    def from_prompt(cls, prompt: str, seed: int, palette: str, ridges: int, width: int) -> Scene:
        """Read a prompt: some words are painted, and all of them shape the land."""
        words = prompt.lower()
        return cls(
            seed=zlib.crc32(f"{seed} {words}".encode()),
            palette=palette,
            ridges=ridges,
            width=width,
            height=width * 9 // 16,
            lake=any(word in words for word in ("lake", "sea", "water", "fjord")),
            stars="star" in words or palette in ("night", "aurora"),
            moon=palette != "aurora" and not any(word in words for word in ("cloud", "rain", "storm")),
        )


class Painting:
    """A landscape that is painted ridge by ridge, the farthest first.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._random = np.random.default_rng(scene.seed)
        width, height = scene.width * SUPERSAMPLE, scene.height * SUPERSAMPLE
        self._x = np.linspace(0, scene.width / scene.height, width)
        self._y = np.linspace(0, 1, height)[:, None]
        self._horizon = 0.68 if scene.lake else 1.0
        self._colours = [_rgb(colour) for colour in PALETTES[scene.palette]]
        self._rgb = self._sky()
        self._alpha: Floats = np.zeros((height, width))

    def ridge(self, layer: int) -> None:
        """Paint the ridge of this number in front of all that is there: the nearer, the darker and rougher."""
        nearness = (layer + 1) / self.scene.ridges
        top = self._horizon * (0.42 + 0.5 * nearness)
        height = 0.13 - 0.05 * nearness
        edge = top - height * self._noise(1.6 + 2.2 * nearness, octaves=8)
        inside = np.clip((self._y - edge) * self._y.size * 0.5 + 0.5, 0, 1)
        inside = inside * (self._y <= self._horizon)
        far, near = self._colours[3:]
        colour = far * (1 - nearness) + near * nearness
        # Mist gathers at the foot of a ridge, less so near by.
        mist = np.clip((self._y - edge) * 3.2, 0, 1)[..., None] * (1 - nearness) * 0.65
        paint = colour * (1 - mist) + self._colours[1] * mist
        self._rgb = self._rgb * (1 - inside[..., None]) + paint * inside[..., None]
        self._alpha = np.maximum(self._alpha, inside)

    def picture(self, *, transparent: bool = False) -> NDArray[np.uint8]:
        """Return what has been painted so far.

        Returns
        -------
        array of uint8, shape (height, width, 3), or 4 with a transparent sky
        """
        picture = np.dstack([self._rgb, self._alpha])
        if self.scene.lake:
            self._mirror(picture)
        if not transparent:
            picture = picture[..., :3]
        rows, columns = self.scene.height, self.scene.width
        fine = picture.reshape(rows, SUPERSAMPLE, columns, SUPERSAMPLE, -1)
        small: NDArray[np.uint8] = (fine.mean(axis=(1, 3)).clip(0, 1) * 255).round().astype(np.uint8)
        return small

    def _sky(self) -> Floats:
        top, bottom, light = self._colours[:3]
        depth = np.clip(self._y / (0.62 * self._horizon), 0, 1)[..., None] ** 1.3
        sky = top * (1 - depth) + bottom * depth * np.ones((1, self._x.size, 1))
        if self.scene.stars:
            sky += self._stars()[..., None] * (1 - depth)
        if self.scene.palette == "aurora":
            sky += self._aurora()
        if self.scene.moon:
            x = self._random.uniform(0.25, 0.75) * self._x[-1]
            y = self._random.uniform(0.2, 0.4) * self._horizon
            distance = np.hypot(self._x - x, self._y - y)
            disc = np.clip((0.055 - distance) * 300, 0, 1)
            glow = 0.5 * np.exp(-distance * 6) * (1 - disc)
            shine = (disc + glow)[..., None]
            sky = sky * (1 - shine) + light * shine
        return sky

    def _stars(self) -> Floats:
        stars = np.zeros((self._y.size, self._x.size))
        count = 260
        rows = (self._random.beta(1, 2.2, count) * (self._y.size - 2)).astype(int)
        columns = self._random.integers(0, self._x.size - 2, count)
        brightness = self._random.uniform(0.25, 1, count)
        for across, down in ((0, 0), (0, 1), (1, 0), (1, 1)):
            stars[rows + down, columns + across] = brightness
        return stars

    def _aurora(self) -> Floats:
        """Curtains of light: bright at a wavy lower edge, fading upwards."""
        light: Floats = np.zeros((self._y.size, self._x.size, 3))
        for colour, base in ((_rgb("#3dffb0"), 0.5), (_rgb("#8a5cff"), 0.3)):
            edge = base * self._horizon + 0.09 * self._noise(2, octaves=3)
            above = edge - self._y
            curtain = np.where(above > 0, np.exp(-above * 7), np.exp(above * 25))
            rays = 0.6 + 0.4 * self._noise(60, octaves=2)
            light += (curtain * rays)[..., None] * colour * 0.55
        return light

    def _mirror(self, picture: Floats) -> None:
        """Let a rippled lake below the horizon show what is above it."""
        shore = int(self._horizon * self._y.size)
        depth = np.arange(self._y.size - shore)
        ripple = np.sin(depth * 0.55) * (1 + depth * 0.05) + self._noise_of(depth / 9) * depth * 0.06
        above = np.clip(shore - 1 - (depth * 1.6).astype(int), 0, None)
        columns = np.arange(self._x.size)[None, :] + ripple[:, None].astype(int)
        reflected = picture[above[:, None], np.clip(columns, 0, self._x.size - 1)]
        deep = np.append(self._colours[0] * 0.6, 1)
        share = (0.22 + 0.4 * depth / max(depth.size, 1))[:, None, None]
        picture[shore:] = reflected * (1 - share) + deep * share
        picture[shore:, :, 3] = 1

    def _noise(self, frequency: float, octaves: int) -> Floats:
        """Return fractal noise between about -1 and 1 along x."""
        total: Floats = np.zeros(self._x.size)
        for octave in range(octaves):
            total = total + self._noise_of(self._x * frequency * 2**octave) / 2**octave
        return total / 1.6

    def _noise_of(self, at: Floats) -> Floats:
        """Return smooth noise: random values at the whole numbers, eased between them."""
        values = self._random.uniform(-1, 1, int(at.max()) + 3)
        left = at.astype(int)
        part = at - left
        ease = part * part * (3 - 2 * part)
        smooth: Floats = values[left] * (1 - ease) + values[left + 1] * ease
        return smooth


def _rgb(colour: str) -> Floats:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
