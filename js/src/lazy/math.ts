/** Formulas as MathML: it needs no fonts, and browsers draw it themselves. */

import katex from "katex";

export const LIMITS = {
	/** Characters of one formula. */
	tex: 1_000,
	/** Elements of one formula. */
	elements: 500,
} as const;

/** Commands that define others, with which a short formula can become a very long one. */
const DEFINES = /\\(?:[egx]?def|(?:re|provide)?(?:new)?command|let|futurelet|global|long|expandafter)(?![a-zA-Z])/;

/**
 * A formula as MathML, and how many elements it has.
 *
 * It is null where the TeX is to be shown as it is written: it is over the limits, or nested too deep for the parser.
 */
export function formula(tex: string, displayMode: boolean): { html: string; elements: number } | null {
	if (tex.length > LIMITS.tex || DEFINES.test(tex)) return null;
	try {
		const html = render(tex, displayMode);
		const elements = html.match(/<m/g)?.length ?? 0;
		return elements > LIMITS.elements ? null : { html, elements };
	} catch {
		return null;
	}
}

function render(tex: string, displayMode: boolean): string {
	return katex.renderToString(tex, {
		displayMode,
		output: "mathml",
		throwOnError: false,
		// An app's TeX must neither link nor load, nor be expanded for ever.
		trust: false,
		strict: "ignore",
		maxExpand: 200,
		maxSize: 20,
	});
}
