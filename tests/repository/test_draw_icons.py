"""The icons that are committed are what the drawings show."""

from base64 import b64encode
from pathlib import Path

from repository.app_rules import ROOT
from repository.commands import load_command

BRAND = ROOT / "custom_components/linkedin_auto/brand"
# Another Chromium smooths an edge by some shades; another drawing is far off.
ALIKE = 1.0
DIFFERENCE = """async (pictures) => {
    const pixels = await Promise.all(pictures.map(async (picture) => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const paper = canvas.getContext("2d");
        paper.drawImage(image, 0, 0);
        return paper.getImageData(0, 0, image.width, image.height).data;
    }));
    const [one, other] = pixels;
    if (one.length !== other.length) return 255;
    return one.reduce((sum, it, at) => sum + Math.abs(it - other[at]), 0) / one.length;
}"""


draw_icons = load_command("draw_icons")


def size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


async def test_the_committed_pictures_are_what_the_drawings_show() -> None:
    async with draw_icons.painting() as browser:
        page = await browser.new_page()
        for place, picture in draw_icons.PICTURES.items():
            assert size(ROOT / place) == picture.size, place
            drawn = await draw_icons.draw(browser, picture)
            both = [drawn, (ROOT / place).read_bytes()]
            pictures = [b64encode(each).decode() for each in both]
            assert await page.evaluate(DIFFERENCE, pictures) < ALIKE, place
        light, dark = (
            b64encode((BRAND / name).read_bytes()).decode()
            for name in ("logo.png", "dark_logo.png")
        )
        assert await page.evaluate(DIFFERENCE, [light, dark]) > ALIKE


def test_no_picture_is_there_that_nobody_draws() -> None:
    drawn = {ROOT / place for place in draw_icons.PICTURES}
    assert drawn == {*BRAND.iterdir(), *(ROOT / "addon").glob("*.png")}


def test_the_brand_images_are_as_home_assistant_wants_them() -> None:
    assert size(BRAND / "icon.png") == (256, 256)
    for name, shortest in (("icon", 256), ("logo", 128), ("dark_logo", 128)):
        width, height = size(BRAND / f"{name}.png")
        assert shortest <= min(width, height) <= 256, name
        assert size(BRAND / f"{name}@2x.png") == (2 * width, 2 * height), name
