// @vitest-environment jsdom
// happy-dom does not walk nodes as browsers do: DOMPurify misses some in it.

import { describe, expect, it, vi } from "vitest";
import { PIECE } from "../src/pieces";
import { LIMITS } from "../src/prose/limits";
import { cleanHtml, cleanMarkdown } from "../src/prose/sanitise";

const GENEROUS = 3_000; // ms; without limits these take from seconds to minutes, or fail

const numbered = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));

describe.each([
	["runs of delimiters", "*_".repeat(30_000)],
	["a run of delimiters that is just short enough", "*_".repeat(LIMITS.markdown / 2)],
	["open delimiters", "_a ".repeat(16_000)],
	["open delimiters in lines", "_a\n".repeat(16_000)],
	["open delimiters in lines that look like items", "    - _a\n".repeat(5_000)],
	["strong delimiters", "**a ".repeat(12_000)],
	["brackets", "[".repeat(50_000)],
	["pictures", "![".repeat(25_000)],
	["links", "[a](".repeat(12_000)],
	["backticks", numbered(300, (i) => `${"`".repeat(i)}a`).join("")],
	["tags", "<a ".repeat(16_000)],
	["quotes in quotes", ">".repeat(5_000)],
	["numbers in numbers", "1. ".repeat(5_000)],
	["lists in lists", numbered(300, (i) => `${" ".repeat(2 * i)}- a`).join("\n")],
	["formulas that do not end", "$a ".repeat(16_000)],
	["many small paragraphs", "*a*\n\n".repeat(10_000)],
])("Markdown of %s", (_, source) => {
	it("is read in time, or shown as it is written", () => {
		const began = performance.now();
		const { html } = cleanMarkdown(source, { delimiters: [{ left: "$", right: "$", display: false }] });
		expect(performance.now() - began).toBeLessThan(GENEROUS);
		expect(html).not.toBe("");
	});
});

it("what is over the limits is shown as it is written", () => {
	for (const source of [">".repeat(5_000), `**a** <b>&amp;${"*_".repeat(30_000)}`]) {
		const { html, isPlain } = cleanMarkdown(source);
		expect(isPlain).toBe(true);
		const box = document.createElement("div");
		box.innerHTML = html;
		expect(box.textContent?.slice(0, -1)).toBe(source.slice(0, (box.textContent?.length ?? 0) - 1));
		expect(box.querySelector("b, strong, blockquote")).toBeNull();
	}
});

it("of what is very long the beginning is shown", () => {
	expect(cleanMarkdown("x".repeat(500_000)).html.length).toBeLessThan(PIECE + 200);
});

it("what takes too long is shown as it is written", () => {
	let now = 0;
	vi.spyOn(performance, "now").mockImplementation(() => (now += LIMITS.time));
	expect(cleanMarkdown(`a **b** c\n\n${"x ".repeat(LIMITS.quick)}`).isPlain).toBe(true);
	expect(cleanMarkdown("a **b** c").isPlain).toBe(false);
});

it("long texts of people are Markdown", () => {
	vi.spyOn(performance, "now").mockReturnValue(0); // however slow the machine is
	const words = "Plain words are what most of an answer is made of, and they cost next to nothing to read. ";
	const answer =
		`${words}Some *words* with \`code\`, **bold** and [a link](http://a.example).\n\n- one\n- two\n\n`.repeat(200);
	expect(answer.length).toBeGreaterThan(30_000);
	const { html, isPlain } = cleanMarkdown(answer);
	expect(isPlain).toBe(false);
	expect(html).toContain("<strong>bold</strong>");
	expect(cleanMarkdown(`${"> ".repeat(10)}deep`).html).toContain("<blockquote>");
});

it("HTML of too many elements is shown as it is written, and in the sandbox if somebody asks for it", () => {
	const { html, isPlain, lostScripts } = cleanHtml("<b>".repeat(LIMITS.elements + 1));
	expect([isPlain, lostScripts]).toEqual([true, true]);
	expect(html).not.toContain("<b>");
	expect(cleanHtml("<td>1</td>".repeat(1_000)).isPlain).toBe(false);
	expect(cleanHtml(`<img src="data:image/png;base64,${"A".repeat(LIMITS.html)}">`).isPlain).toBe(false);
});

it.each([
	["elements in each other", "<div>".repeat(LIMITS.nested + 1), true],
	["fewer elements in each other", "<div>".repeat(LIMITS.nested - 1), false],
	["elements that the parser repeats", `${"<a><b><i><u><s>".repeat(100)}${"<p>x".repeat(500)}`, true],
	["elements beside each other", "<br><p title='>'>a</p><img alt='<p>'>".repeat(LIMITS.nested), false],
])("HTML of %s", (_, source, isPlain) => {
	expect(cleanHtml(source).isPlain).toBe(isPlain);
});

it.each([
	["cells that span others", '<table><tr><td colspan="1000" rowspan="65534">x</td></tr></table>', true],
	["columns that span others", `<table><colgroup>${'<col span="1000">'.repeat(6)}</colgroup></table>`, true],
	["cells that span some", `<table>${'<tr><td colspan="3" rowspan="2">x</td></tr>'.repeat(100)}</table>`, false],
	["many attributes", `<p ${numbered(LIMITS.attributes + 1, (i) => `a${i}=1`).join(" ")}>x</p>`, true],
	["long text", `<p>${"word ".repeat(LIMITS.text / 5 + 1)}</p>`, true],
	["less of it", `<p>${"word ".repeat(LIMITS.text / 5 - 1)}</p>`, false],
	["text of a slow script", `<p>${"ก".repeat(LIMITS.text / 6 + 1)}</p>`, true],
])("HTML of %s", (_, source, isPlain) => {
	expect(cleanHtml(source).isPlain).toBe(isPlain);
});

it("Markdown of a slow script is read, unless a paragraph is too long to be laid out in one go", () => {
	vi.spyOn(performance, "now").mockReturnValue(0);
	const paragraph = `*${"ก".repeat(300)}*`;
	expect(cleanMarkdown(`${paragraph}\n\n`.repeat(100)).isPlain).toBe(false);
	expect(cleanMarkdown(`${paragraph}\n`.repeat(100)).isPlain).toBe(true);
});

it("of what takes long to paint some is kept", () => {
	const dashed = '<path d="M0 0L9 9" stroke-dasharray="1"></path>';
	const shadow = '<b style="text-shadow: 0 0 9px red">x</b>';
	const few = cleanHtml(`<svg>${dashed}</svg>${shadow}`).html;
	expect(few).toContain("dasharray");
	expect(few).toContain("shadow");
	const many = cleanHtml(`<svg>${dashed.repeat(200)}</svg>${shadow.repeat(200)}`).html;
	expect(many.match(/dasharray|shadow/g)).toHaveLength(LIMITS.painted);
	expect(cleanHtml(`<b style="text-shadow: ${"0 0 9px red, ".repeat(50)}0 0 1px red">x</b>`).html).not.toContain(
		"style",
	);
});
