import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FormValue } from "../src/messages";
import { button, click, find, press, settled } from "./mount";
import { draw, PNG } from "./show";

beforeEach(() => {
	let count = 0;
	vi.spyOn(URL, "createObjectURL").mockImplementation(() => `blob:${++count}`);
	vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

/** As it is laid out: a picture of 400 × 200 in a box of 200 × 100. */
async function picture() {
	const { el } = await draw("image", PNG, { label: "A hill" });
	const image = find<HTMLImageElement>(el, ".g-zoom img");
	const box = find(el, ".g-zoom");
	for (const [of, sizes] of [
		[image, { clientWidth: 200, clientHeight: 100, naturalWidth: 400, naturalHeight: 200 }],
		[box, { clientWidth: 200, clientHeight: 100 }],
	] as const)
		for (const [name, value] of Object.entries(sizes)) Object.defineProperty(of, name, { value, configurable: true });
	box.getBoundingClientRect = () => new DOMRect(0, 0, 200, 100);
	box.setPointerCapture = () => {};
	image.dispatchEvent(new Event("load"));
	await settled();
	return { el, box, place: () => image.style.transform };
}

describe("a picture", () => {
	it("fits at first, and says how large it is", async () => {
		const { el, place } = await picture();
		expect(place()).toBe("translate(0px, 0px) scale(1)");
		expect(find(el, ".g-caption").textContent).toContain("400 × 200");
		expect(button(el, "Zoom out").disabled).toBe(true);
	});

	it("comes nearer by buttons, and fits again", async () => {
		const { el, place } = await picture();
		await click(button(el, "Zoom in"));
		await click(button(el, "Zoom in"));
		expect(place()).toContain("scale(2.25)");
		expect(find(el, ".g-clock").textContent).toBe("113 %");
		await click(button(el, "Zoom out"));
		expect(place()).toContain("scale(1.5)");
		await click(button(el, "Fit"));
		expect(place()).toBe("translate(0px, 0px) scale(1)");
	});

	it("is looked at with keys, and never leaves the box", async () => {
		const { box, place } = await picture();
		await press(box, "+");
		await press(box, "+");
		await press(box, "ArrowLeft");
		expect(place()).toBe("translate(60px, 0px) scale(2.25)");
		for (let i = 0; i < 5; i++) await press(box, "ArrowLeft");
		expect(place()).toBe("translate(125px, 0px) scale(2.25)");
		await press(box, "-");
		expect(place()).toBe("translate(50px, 0px) scale(1.5)");
		const { defaultPrevented } = await press(box, "0");
		expect(defaultPrevented).toBe(true);
		expect(place()).toBe("translate(0px, 0px) scale(1)");
		expect((await press(box, "ArrowDown")).defaultPrevented).toBe(false);
	});

	it("comes nearer where the wheel is turned with Ctrl, and lets the page scroll without", async () => {
		const { box, place } = await picture();
		const turn = (ctrlKey: boolean) => {
			const event = new WheelEvent("wheel", { deltaY: -300 * Math.log(2), cancelable: true, bubbles: true, ctrlKey });
			Object.defineProperties(event, { clientX: { value: 150 }, clientY: { value: 50 }, ctrlKey: { value: ctrlKey } });
			box.dispatchEvent(event);
			return event.defaultPrevented;
		};
		expect(turn(false)).toBe(false);
		expect(turn(true)).toBe(true);
		await settled();
		expect(place()).toBe("translate(-50px, 0px) scale(2)");
	});

	it("is dragged when it is near, and a double click brings it near and back", async () => {
		const { box, place } = await picture();
		const point = (type: string, clientX: number) => {
			const event = new PointerEvent(type, { bubbles: true, clientX, clientY: 50 });
			box.dispatchEvent(event);
			return settled();
		};
		await point("pointerdown", 100);
		await point("pointermove", 120);
		expect(place()).toContain("scale(1)");
		await point("pointerup", 120);
		box.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, clientX: 100, clientY: 50 }));
		await settled();
		expect(place()).toBe("translate(0px, 0px) scale(3)");
		await point("pointerdown", 100);
		await point("pointermove", 120);
		await point("pointerup", 120);
		await point("pointermove", 180);
		expect(place()).toBe("translate(20px, 0px) scale(3)");
		box.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
		await settled();
		expect(place()).toBe("translate(0px, 0px) scale(1)");
	});
});

describe("a gallery", () => {
	const items: FormValue = ["one", "", "three"].map((caption, i) => ({
		file: { ...PNG, __file__: `g-${i}`, name: `${i}.png` },
		caption,
		video: false,
	}));

	it("has its captions, and names what has none by its file", async () => {
		const { el } = await draw("gallery", items);
		expect([...el.querySelectorAll(".g-gallery .g-name")].map((name) => name.textContent)).toEqual(["one", "three"]);
		expect(button(el, "Enlarge 1.png")).toBeTruthy();
	});

	it("shows films still, and plays them in large", async () => {
		const { el } = await draw("gallery", [{ file: { ...PNG, type: "video/mp4" }, caption: "film", video: true }]);
		expect(find(el, ".g-gallery video").hasAttribute("controls")).toBe(false);
		await click(button(el, "Enlarge film"));
		expect(find(el, "dialog video").hasAttribute("controls")).toBe(true);
	});

	it("is leafed through in large, with buttons and arrow keys, round and round", async () => {
		const { el } = await draw("gallery", items);
		expect(el.querySelector("dialog")).toBeNull();
		await click(button(el, "Enlarge one"));
		const dialog = find<HTMLDialogElement>(el, "dialog");
		const shows = () => dialog.getAttribute("aria-label");
		expect(dialog.open).toBe(true);
		expect(shows()).toBe("one");
		await click(button(dialog, "Next"));
		expect(shows()).toBe("1.png");
		expect(dialog.textContent).toContain("2 of 3");
		await press(find(dialog, ".g-zoom"), "ArrowRight");
		expect(shows()).toBe("three");
		await press(find(dialog, ".g-zoom"), "ArrowRight");
		expect(shows()).toBe("one");
		await press(button(dialog, "Close"), "End");
		expect(shows()).toBe("three");
		await press(find(dialog, ".g-zoom"), "+");
		await press(find(dialog, ".g-zoom"), "ArrowRight");
		expect(shows()).toBe("three");
		await click(button(dialog, "Close"));
		expect(el.querySelector("dialog")).toBeNull();
	});
});

describe("two pictures to compare", () => {
	const pair = ["l", "r"].map((id) => ({ file: { ...PNG, __file__: id }, caption: null, video: false }));

	it("are divided by a slider", async () => {
		const { el } = await draw("compare", pair);
		const range = find<HTMLInputElement>(el, "input[type=range]");
		expect([...el.querySelectorAll("img")].map((image) => image.alt)).toEqual(["Pictures, right", "Pictures, left"]);
		range.value = "20";
		range.dispatchEvent(new Event("input", { bubbles: true }));
		await settled();
		expect(find(el, ".g-compare").style.getPropertyValue("--at")).toBe("20%");
		expect(range.getAttribute("aria-valuetext")).toBe("20 % of the left picture");
	});

	it("of which one is missing need no slider", async () => {
		const { el } = await draw("compare", pair.slice(0, 1));
		expect(el.querySelectorAll("img")).toHaveLength(1);
		expect(el.querySelector("input")).toBeNull();
	});
});
