/** Formulas as MathML: it needs no fonts, and browsers draw it themselves. */

import katex from "katex";

/** Put a formula in the place of its TeX, which is the text of a node. */
export function drawFormula(node: HTMLElement, displayMode: boolean): void {
	const tex = node.textContent ?? "";
	try {
		render(tex, node, displayMode);
	} catch {
		node.textContent = tex; // nested too deep for it
	}
}

function render(tex: string, node: HTMLElement, displayMode: boolean): void {
	katex.render(tex, node, {
		displayMode,
		output: "mathml",
		throwOnError: false,
		// An app's TeX must neither link nor load, nor be expanded for ever.
		trust: false,
		strict: "ignore",
		maxExpand: 500,
		maxSize: 20,
	});
}
