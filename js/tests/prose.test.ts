// @vitest-environment jsdom
// happy-dom does not walk nodes as browsers do: DOMPurify misses some in it.

import { describe, expect, it, vi } from "vitest";
import { highlighted, pieces } from "../src/lazy/highlight";
import { formula, LIMITS as TEX } from "../src/lazy/math";
import type { FormValue } from "../src/messages";
import { cleanMarkdown } from "../src/prose/sanitise";
import { endpoint, output, run } from "./fake";
import { button, click, find, mount } from "./mount";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));

const show = (kind: string, value: string, more: { [option: string]: FormValue } = {}) =>
	mount({
		endpoints: [endpoint("/infer")],
		runs: [run(1, { state: "done", outputs: [{ ...output(kind, value), ...more }] })],
	}).el;

const DOLLAR = { left: "$", right: "$", display: false };
const TWO = { left: "$$", right: "$$", display: true };
const PAREN = { left: "\\(", right: "\\)", display: false };

describe("formulas", () => {
	it("are drawn as MathML, from what the app's delimiters hold", () => {
		const el = show("markdown", "so $$\\frac{a_1}{b}$$ and $x$", { delimiters: [TWO] });
		expect(find(el, ".g-display math").querySelector("mfrac")).not.toBeNull();
		expect(find(el, ".g-prose").textContent).toContain("and $x$");
		expect(el.querySelectorAll("math")).toHaveLength(1);
	});

	it("are no Markdown, and no HTML", () => {
		const { html } = cleanMarkdown("$a_b*c*d_e$ and $<img src=x onerror=alert(1)>$", { delimiters: [DOLLAR] });
		expect(html).toContain('<span class="g-formula">a_b*c*d_e</span>');
		expect(html).not.toContain("<img");
	});

	it.each([
		["It costs $5 and $6.", [DOLLAR]],
		["$ x$ and $x $", [DOLLAR]],
		["a $ b", [DOLLAR]],
		["`$x$`", [DOLLAR]],
		["$$", [TWO]],
		["$x$", []],
	])("are not seen in %s", (source, delimiters) => {
		expect(cleanMarkdown(source, { delimiters }).html).not.toContain("g-formula");
	});

	it("may stand between any delimiters", () => {
		const { html } = cleanMarkdown("\\(x\\) $$y$$ $z$", { delimiters: [DOLLAR, TWO, PAREN] });
		expect([...html.matchAll(/<span class="([^"]+)">(.)/g)].map(([, kind, tex]) => [kind, tex])).toEqual([
			["g-formula", "x"],
			["g-formula g-display", "y"],
			["g-formula", "z"],
		]);
	});

	it.each([
		"\\href{javascript:alert(1)}{x}",
		"\\includegraphics{https://evil.example/a}",
		"\\htmlClass{a}{x}",
		"\\frac{",
	])("that are hostile or wrong do no harm: %s", (tex) => {
		const el = show("markdown", `$$${tex}$$`);
		expect(el.querySelector(".g-prose a, .g-prose img")).toBeNull();
		expect(find(el, ".g-display").textContent).not.toBe("");
	});
});

describe("formulas that would hold the page up", () => {
	it.each([
		["a long one", `${"x+".repeat(TEX.tex / 2)}x`],
		["one of many elements", "x^2+".repeat(200)],
		["one that defines a command", `\\def\\a{${"x".repeat(200)}}${"\\a".repeat(300)}`],
		["one that defines another command", "\\newcommand{\\a}{x}\\a"],
	])("%s is left as it is", (_, tex) => {
		expect(formula(tex, true)).toBeNull();
	});

	it("many are drawn one after the other, and no more than some", async () => {
		const el = show("markdown", "$$x^2$$\n\n".repeat(220));
		await expect.poll(() => el.querySelectorAll("math").length, { timeout: 10_000 }).toBe(200);
	});
});

describe("code", () => {
	it("in Markdown has colours", async () => {
		const el = show("markdown", "```python\ndef f(): return '<b>'\n```\n\n```klingon\nqapla\n```");
		await expect.poll(() => el.querySelector(".hljs-keyword")?.textContent).toBe("def");
		expect(find(el, ".hljs-string").textContent).toBe("'<b>'");
		expect(el.querySelector(".g-prose b")).toBeNull();
		expect(el.textContent).toContain("qapla");
	});

	it("as an output has colours, where its language is known", async () => {
		const python = show("code", "x = 'a'", { language: "python" });
		await expect.poll(() => python.querySelector(".g-code .hljs-string")?.textContent).toBe("'a'");
		expect(find(show("code", "<b>x</b>", { language: null }), ".g-code").textContent).toBe("<b>x</b>");
		expect(find(show("code", "<b>x</b>", { language: "html" }), ".g-code").textContent).toBe("<b>x</b>");
	});

	it.each([
		"html",
		"javascript",
		"json",
		"css",
		"sql-msSQL",
		"typescript",
		"shell",
		"r",
		"yaml",
		"markdown",
		"c",
		"cpp",
	])("of Gradio's language %s is known", (language) => {
		expect(highlighted("a", language)).not.toBeNull();
	});

	it("is coloured in pieces, which together are all of it", () => {
		const source = `${"def f():\n    return 'a'\n\n\n".repeat(1_000)}${"x = [1]\n".repeat(1_000)}`;
		const parts = pieces(source);
		expect(parts.join("")).toBe(source);
		expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(2_500);
		expect(parts[1]?.startsWith("def")).toBe(true);
		expect(pieces("x".repeat(50_001))).toEqual([]);
	});

	it("of a long text has its colours in the end, and loses nothing", async () => {
		const source = "def f():\n    return 'a'\n\n\n".repeat(300);
		const el = show("code", source, { language: "python" });
		await expect.poll(() => el.querySelectorAll(".hljs-string").length, { timeout: 10_000 }).toBe(300);
		expect(find(el, ".g-code").textContent).toBe(source);
	});

	it.each([
		["a long line", "x ".repeat(300)],
		["a long word", "x".repeat(201)],
		["a long gap", `a${"\n".repeat(201)}b`],
		["much code", "x\n".repeat(2_000)],
	])("with %s is left as it is", (_, source) => {
		expect(highlighted(source, "csharp")).toBeNull();
	});

	it("of no known language is left as it is", () => {
		expect(highlighted("x", "klingon")).toBeNull();
	});
});

describe("pictures of other hosts", () => {
	const source = "![cat](https://a.example/c.png) ![dog](https://b.example:8080/d.png) ![x](/api/x.png)";

	it("are links until they are asked for, host by host", async () => {
		const el = show("markdown", source);
		expect(el.querySelector(".g-prose img")).toBeNull();
		await click(button(el, "Load pictures from a.example"));
		const images = [...el.querySelectorAll<HTMLImageElement>(".g-prose img")];
		expect(images.map((image) => [image.src, image.getAttribute("referrerpolicy")])).toEqual([
			["https://a.example/c.png", "no-referrer"],
		]);
		expect(button(el, "Load pictures from b.example:8080")).toBeTruthy();
		expect(
			[...el.querySelectorAll("button")].some(({ textContent }) => textContent === "Load pictures from a.example"),
		).toBe(false);
	});

	it("in HTML are asked for, too, and nothing else comes with them", async () => {
		const el = show("html", '<img src="https://a.example/c.png" srcset="https://c.example/d 2x" onerror="alert(1)">');
		await click(button(el, "Load pictures from a.example"));
		expect(find(el, ".g-prose img").getAttributeNames().sort()).toEqual(["referrerpolicy", "src"]);
	});

	it("are not asked about where there are none", () => {
		expect(
			show("markdown", "![x](data:image/png;base64,AA) [y](https://a.example)").querySelector("button.g-link"),
		).toBeNull();
	});
});
