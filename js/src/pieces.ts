/**
 * How much text is laid out in one go. Most letters cost next to nothing, but those of some scripts 10 to 40 times as
 * much: letters that are joined or stacked, words that only a dictionary tells, what turns directions, emoji.
 */

const SLOW =
	/[\u0300-\u036f\u0590-\u109f\u1100-\u11ff\u1700-\u1cff\u200b-\u206f\ua800-\uabff\ud83c-\ud83e\ufb1d-\ufe0f\ufe70-\ufefc]/g;

/** Units of text that a browser lays out in less than 100 ms: one of a slow script counts as six. */
export const PIECE = 20_000;

/** Units of what stands in one line: a name, a key, a title. */
export const LINE = 500;

const LEAST = 40; // units that every text has

const SLOWER = 6;
const STEP = 512; // characters

/** Characters of a text, those of slow scripts as six. */
export const weigh = (text: string): number => text.length + (SLOWER - 1) * (text.match(SLOW)?.length ?? 0);

/** Where the first part ends that has up to `most` units. */
function endOf(text: string, from: number, most: number): number {
	if (SLOWER * (text.length - from) <= most) return text.length;
	let end = from;
	for (let left = most, step = STEP; step >= 1 && end < text.length; ) {
		const units = weigh(text.slice(end, end + step));
		if (units > left) step >>= 1;
		else {
			end += step;
			left -= units;
		}
	}
	end = Math.max(from + 1, Math.min(end, text.length));
	// Never between the halves of a character.
	return /[\ud800-\udbff]/.test(text[end - 1] ?? "") ? end + 1 : end;
}

/** The beginning of a text, up to a number of units. */
export function begun(text: string, most = PIECE): string {
	const end = endOf(text, 0, most);
	return end < text.length ? `${text.slice(0, end)}…` : text;
}

/** Divide a long text, at the end of a line or of a word if there is one. */
export function inPieces(text: string, most = PIECE): string[] {
	const pieces: string[] = [];
	for (let at = 0; at < text.length || !pieces.length; ) {
		let end = endOf(text, at, most);
		let next = end;
		if (end < text.length) {
			const line = text.lastIndexOf("\n", end - 1);
			const word = text.lastIndexOf(" ", end - 1);
			// The end of a block ends a line by itself.
			if (line > at) [end, next] = [line, line + 1];
			else if (word > at) end = next = word + 1;
		}
		pieces.push(text.slice(at, end));
		at = next;
	}
	return pieces;
}

/** Units for each of some texts that are shown together: what they have, or a share of what is quick to lay out. */
export function roomEach(texts: readonly string[], most = 2 * PIECE): number {
	let left = most;
	for (const text of texts) {
		left -= weigh(text);
		if (left < 0) return Math.max(LEAST, Math.floor(most / texts.length));
	}
	return most;
}
