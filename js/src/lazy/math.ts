/** Formulas as MathML: it needs no fonts, and browsers draw it themselves. */

import katex from "katex";

/** Put a formula in the place of its TeX, which is the text of a node. */
export function drawFormula(node: HTMLElement, displayMode: boolean): void {
	katex.render(node.textContent ?? "", node, {
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
