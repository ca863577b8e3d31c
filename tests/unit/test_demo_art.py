"""The landscapes of the demo app."""

from __future__ import annotations

import numpy as np
import pytest

from gradio_nb.demo.art import PALETTES, Painting, Scene


def paint(prompt: str = "", seed: int = 7, palette: str = "dawn", *, transparent: bool = False) -> np.ndarray:
    painting = Painting(Scene.from_prompt(prompt, seed, palette, ridges=3, width=128))
    for ridge in range(3):
        painting.ridge(ridge)
    return painting.picture(transparent=transparent)


@pytest.mark.parametrize("palette", PALETTES)
def test_every_palette_gives_a_picture_of_the_size_asked_for(palette: str) -> None:
    picture = paint("a lake", palette=palette)
    assert picture.shape == (72, 128, 3)
    assert picture.std() > 5


def test_the_same_seed_and_prompt_give_the_same_picture() -> None:
    assert np.array_equal(paint("hills", 1), paint("hills", 1))
    assert not np.array_equal(paint("hills", 1), paint("hills", 2))
    assert not np.array_equal(paint("hills", 1), paint("valleys", 1))


def test_a_transparent_sky_leaves_the_land_opaque() -> None:
    alpha = paint(transparent=True)[..., 3]
    assert alpha[0].max() == 0
    assert alpha[-1].min() == 255
