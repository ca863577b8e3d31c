/** Formulas in Markdown: what stands between the app's delimiters is TeX, and no Markdown. */

import type { TokenizerAndRendererExtension } from "marked";

export interface Delimiter {
	left: string;
	right: string;
	display: boolean;
}

/** Gradio's own, where the app names none. */
export const USUAL: readonly Delimiter[] = [{ left: "$$", right: "$$", display: true }];

export const INLINE = "g-formula";
export const DISPLAY = "g-formula g-display";

/** An extension of marked for the delimiters; the longer ones go before those that they begin with. */
export function formulas(delimiters: readonly Delimiter[]): TokenizerAndRendererExtension[] {
	return [...delimiters]
		.filter(({ left, right }) => left && right)
		.sort((a, b) => b.left.length - a.left.length)
		.map(({ left, right, display }, i) => ({
			name: `formula${i}`,
			level: "inline",
			start: (source) => source.indexOf(left),
			tokenizer(source) {
				if (!source.startsWith(left)) return;
				const end = endOf(source, left, right);
				if (end < 0) return;
				const tex = source.slice(left.length, end);
				return { type: `formula${i}`, raw: source.slice(0, end + right.length), tex };
			},
			renderer: ({ tex }) => `<span class="${display ? DISPLAY : INLINE}">${escaped(tex)}</span>`,
		}));
}

/** A single dollar is a price when a space or a digit says so, as in pandoc. */
function endOf(source: string, left: string, right: string): number {
	let end = source.indexOf(right, left.length);
	while (end > 0 && source[end - 1] === "\\" && right.startsWith("$")) end = source.indexOf(right, end + 1);
	if (left !== "$" || end < 0) return end > left.length ? end : -1;
	const tex = source.slice(1, end);
	return tex && !/^\s|\s$|\n\s*\n/.test(tex) && !/\d/.test(source[end + 1] ?? "") ? end : -1;
}

const escaped = (tex: string): string => tex.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
