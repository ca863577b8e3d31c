import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endpoint, output, run } from "./fake";
import { button, click, find, mount, settled } from "./mount";
import { draw, PNG } from "./show";

const show = async (...args: Parameters<typeof draw>): Promise<HTMLElement> => (await draw(...args)).el;

beforeEach(() => {
	vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:made");
	vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

describe("a viewer for each kind", () => {
	it("text is text", async () => {
		const el = await show("text", "<b>not bold</b>\n2");
		expect(find(el, ".g-prose").textContent).toBe("<b>not bold</b>\n2");
	});

	it("nothing is a quiet None", async () => {
		expect((await show("image", null)).textContent).toBe("None");
	});

	it("a picture comes through the kernel, can be saved and opened", async () => {
		const el = await show("image", PNG);
		expect(find(el, "img").getAttribute("src")).toBe("blob:made");
		expect(find(el, "a[download]").getAttribute("download")).toBe("a.png");
		expect(find(el, "a[target=_blank]").getAttribute("href")).toBe("blob:made");
	});

	it("a picture of another host is loaded when somebody asks for it, and then the others of that host are", async () => {
		const { el, model, change } = await draw("image", { ...PNG, host: "example.org" });
		expect(el.textContent).toContain("Load from example.org");
		expect(model.asked("media")).toEqual([]);
		await click(button(el, "Load from example.org"));
		expect(find(el, "img").getAttribute("src")).toBe("blob:made");
		await change({ ...PNG, __file__: "f-2", host: "example.org" });
		expect(model.asked("media").map(({ file }) => file)).toEqual(["f-1", "f-2"]);
		await change({ ...PNG, __file__: "f-3", host: "example.net" });
		expect(button(el, "Load from example.net")).not.toBeNull();
		expect(model.asked("media")).toHaveLength(2);
	});

	it("an SVG is never opened as a page", async () => {
		const el = await show("image", { ...PNG, name: "a.svg", type: "image/svg+xml" });
		expect(el.querySelector("img")).not.toBeNull();
		expect(el.querySelector("a[target=_blank]")).toBeNull();
	});

	it("a picture may be in the value itself, but no other address", async () => {
		expect(find(await show("image", "data:image/png;base64,AA"), "img").getAttribute("src")).toContain("data:");
		expect((await show("image", "https://evil.example/a.png")).querySelector("img")).toBeNull();
	});

	it("sound and film have players", async () => {
		expect((await show("audio", { ...PNG, type: "audio/wav" })).querySelector("audio[controls]")).not.toBeNull();
		const film = await show(
			"video",
			{ ...PNG, type: "video/mp4" },
			{ subtitles: { ...PNG, __file__: "f-2", type: "text/vtt" } },
		);
		expect(film.querySelector("video track")).not.toBeNull();
	});

	it.each(["audio", "video"])("%s that is being streamed is asked for when it is complete", async (kind) => {
		const { el, model } = mount({ endpoints: [endpoint("/infer")] });
		const outputs = [{ ...output(kind, { ...PNG, type: `${kind}/mp4` }), streaming: true }];
		model.say({ push: "run", seq: 1, id: 1, set: run(1, { state: "running", outputs }), append: {} });
		await settled();
		expect(find(el, ".g-output").textContent).toContain("when it is complete");
		expect(model.asked("media")).toEqual([]);
		model.say({ push: "run", seq: 2, id: 1, set: { state: "done" }, append: {} });
		await settled();
		expect(model.asked("media")).toHaveLength(1);
	});

	it("a label has bars", async () => {
		const el = await show("label", { label: "cat", confidences: [{ label: "cat", confidence: 0.82 }] });
		expect(el.textContent).toContain("82 %");
		expect(find(el, "li i").style.width).toBe("82%");
	});

	it("a label without numbers is its word", async () => {
		const el = await show("label", { label: "cat", confidences: null });
		expect(find(el, ".g-number").textContent).toBe("cat");
		expect(el.querySelector("li")).toBeNull();
	});

	it("files are fetched when they are wanted", async () => {
		const el = await show("file", [{ ...PNG, name: "report.pdf", type: "application/pdf" }]);
		expect(URL.createObjectURL).not.toHaveBeenCalled();
		const saved: string[] = [];
		vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
			saved.push(`${this.download} ${this.href}`);
		});
		await click(button(el, "Save report.pdf"));
		expect(saved).toEqual(["report.pdf blob:made"]);
	});

	it("a chat has its speakers, its Markdown and its files", async () => {
		const el = await show("chat", [
			{ role: "user", content: [{ text: "**Hi** <script>1</script>" }], title: null },
			{ role: "assistant", content: [{ file: PNG, alt: "a cat" }], title: "Thinking" },
		]);
		expect([...el.querySelectorAll("li")].map((item) => item.dataset.role)).toEqual(["user", "assistant"]);
		expect(find(el, "li strong").textContent).toBe("Hi");
		expect(find(el, "img").getAttribute("alt")).toBe("a cat");
		expect(el.textContent).toContain("Thinking");
		expect(find(el, "li figure a[download]").getAttribute("download")).toBe("a.png");
		const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
		await click(button(find(el, "li"), "copy"));
		expect(copied).toHaveBeenCalledWith("**Hi** <script>1</script>");
	});

	it("highlighted text has a legend of its classes", async () => {
		const el = await show("highlight", [
			{ token: "Anna", class_or_confidence: "PER" },
			{ token: " is ", class_or_confidence: null },
			{ token: "here", class_or_confidence: -0.4 },
		]);
		expect(find(el, ".g-legend").textContent).toBe("PER");
		expect(find(el, ".g-prose").textContent).toBe("Anna is here");
		expect(el.querySelectorAll(".g-prose .g-mark")).toHaveLength(2);
	});

	it("highlighted text has the colours of the app where it has some", async () => {
		const tokens = ["PER", "LOC"].map((mark) => ({ token: mark, class_or_confidence: mark }));
		const el = await show("highlight", tokens, { colors: { LOC: "#ffee22" } });
		for (const place of [".g-legend", ".g-prose"]) {
			const [person, location] = el.querySelectorAll<HTMLElement>(`${place} .g-mark`);
			expect(person?.classList.contains("g-own")).toBe(false);
			expect(location?.classList.contains("g-own")).toBe(true);
			expect(location?.style.getPropertyValue("--colour")).toBe("#ffee22");
		}
	});

	it("masks are seen in the colours that the legend has", async () => {
		const masks = [
			{ image: { ...PNG, __file__: "f-2" }, label: "red one", color: "rgb(0, 113, 0)", turn: 120 },
			{ image: { ...PNG, __file__: "f-3" }, label: "own", color: "#00ff00", turn: 0 },
		];
		const el = await show("annotated", { image: PNG, annotations: masks });
		const layers = [...el.querySelectorAll<HTMLElement>(".g-layers > div")];
		expect(layers.map(({ style }) => style.filter)).toEqual(["hue-rotate(120deg)", "none"]);
		const legend = [...el.querySelectorAll<HTMLElement>(".g-legend > *")];
		expect(legend.map(({ style }) => style.getPropertyValue("--colour"))).toEqual(["rgb(0, 113, 0)", "#00ff00"]);
	});

	it("an annotated picture shows one mask alone on demand", async () => {
		const masks = ["f-2", "f-3"].map((id) => ({ image: { ...PNG, __file__: id }, label: id }));
		const el = await show("annotated", { image: PNG, annotations: masks });
		await click(button(el, "f-3"));
		expect([...el.querySelectorAll<HTMLElement>(".g-layers > div")].map((layer) => layer.hidden)).toEqual([
			true,
			false,
		]);
	});

	it("anything else is a tree", async () => {
		expect((await show("of-next-year", { a: 1 })).querySelector(".g-tree")).not.toBeNull();
	});
});

describe("a value that is too big to be sent unasked", () => {
	const whole = { __file__: "f-7", name: "out.json", size: null, type: "application/json" };
	const all = "the beginning and the end";
	const json = () => new TextEncoder().encode(JSON.stringify(all));

	it("begins with what came, and goes on when that is wanted", async () => {
		const { el, model } = await draw("text", "the beginning", { cut: 13, whole }, json);
		expect(find(el, ".g-prose").textContent).toBe("the beginning");
		expect(model.asked("media")).toEqual([]);
		await click(button(el, "show all"));
		expect(find(el, ".g-prose").textContent).toBe(all);
		expect(el.textContent).not.toContain("show all");
	});

	it("shows nothing of a tree before all of it is there", async () => {
		const { el } = await draw("json", "", { cut: 3_400_000, whole }, json);
		expect(el.querySelector(".g-tree")).toBeNull();
		expect(el.textContent).toContain("3.4 MB of data.");
		await click(button(el, "show all"));
		expect(find(el, ".g-tree").textContent).toContain(all);
	});

	it("has to wait while the run goes on", async () => {
		const { el } = await draw("text", "the beginning", { cut: 13 });
		expect(el.textContent).toContain("when the run is over");
		expect(el.querySelector(".g-link")).toBeNull();
	});

	it("says what stood in the way, and tries again", async () => {
		const { el, model } = await draw("json", "", { cut: 9, whole }, json);
		const good = model.answer;
		model.answer = ({ id }) => ({
			reply: id,
			error: { kind: "FileError", title: "", message: "It is gone.", hint: "", fields: {} },
		});
		await click(button(el, "show all"));
		model.answer = good;
		await click(button(el, "It is gone."));
		expect(find(el, ".g-tree").textContent).toContain(all);
	});
});
