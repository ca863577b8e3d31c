/**
 * Draws formulas and colours code in a text that is already on the page, a little in each frame: both take long enough
 * for many of them to hold the page up.
 */

/** Does one thing, and returns about how many elements the browser now has to lay out. */
export type Job = () => number;

const FRAME = {
	/** Milliseconds of work in one frame. */
	time: 20,
	/** Elements that one frame adds. */
	elements: 250,
} as const;

// All texts share a frame: a conversation has many of them.
const waiting = new Set<Iterator<Job>>();
let frame = 0;

/** Run jobs, the first ones at once and the others in the next frames; the function that is returned stops them. */
export function inFrames(jobs: Iterable<Job>): () => void {
	const mine = jobs[Symbol.iterator]();
	waiting.add(mine);
	if (!frame) work();
	return () => waiting.delete(mine);
}

function work(): void {
	const end = performance.now() + FRAME.time;
	let elements = 0;
	for (const jobs of waiting)
		while (waiting.has(jobs)) {
			if (elements >= FRAME.elements || performance.now() >= end) {
				frame = requestAnimationFrame(work);
				return;
			}
			const { value: job, done } = jobs.next();
			if (done) waiting.delete(jobs);
			else elements += job();
		}
	// What comes in this frame waits for the next one.
	frame = elements ? requestAnimationFrame(work) : 0;
}

/** Of `lazy/highlight.ts`. */
interface Highlighter {
	pieces(code: string): string[];
	highlighted(code: string, language: string): string | null;
}

const MOST_SPANS = 8_000;

/** The jobs that colour the code in an element, piece by piece from the beginning. */
export function* colourJobs(node: Element, language: string, highlighter: Highlighter): Iterable<Job> {
	const code = node.textContent ?? "";
	const rest = document.createTextNode(code);
	node.replaceChildren(rest);
	let left = MOST_SPANS;
	for (const piece of highlighter.pieces(code)) {
		if (left < 0) return;
		yield () => {
			const html = highlighter.highlighted(piece, language);
			const box = document.createElement("span");
			// Only what the library gave, which has escaped the code.
			if (html === null) box.textContent = piece;
			else box.innerHTML = html;
			rest.deleteData(0, piece.length);
			rest.before(box);
			left -= box.childElementCount;
			return box.childElementCount;
		};
	}
}
