import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

interface More<T> {
	shown: readonly T[];
	/** How many come before those that are shown. */
	before: number;
	/** A button for the others, where there are any. */
	more: ComponentChildren;
}

/** Some of many items: an app may send tens of thousands, which would hold the page up. `last` shows the end of them. */
export function useMore<T>(items: readonly T[], step: number, last = false): More<T> {
	const [count, setCount] = useState(step);
	const others = items.length - count;
	if (others <= 0) return { shown: items, before: 0, more: null };
	return {
		shown: last ? items.slice(-count) : items.slice(0, count),
		before: last ? others : 0,
		more: (
			<button type="button" class="g-link" onClick={() => setCount(count + step)}>
				{last ? "Show earlier" : "Show more"} ({others.toLocaleString("en")})
			</button>
		),
	};
}

/**
 * How many of `count` items to draw: a few more in each frame, for all of them at once would hold the page up. Where
 * `weigh` tells that an item is as much work as several, a frame has as many items less, but at least one.
 */
export function useGradually(count: number, step: number, weigh: (at: number) => number = () => 1): number {
	const after = (drawn: number): number => {
		let next = drawn;
		for (let left = step; next < count; next++) {
			left -= weigh(next);
			if (left < 0 && next > drawn) break;
		}
		return next;
	};
	const [drawn, setDrawn] = useState(() => after(0));
	useEffect(() => {
		if (drawn >= count) return;
		const frame = requestAnimationFrame(() => setDrawn(after(drawn)));
		return () => cancelAnimationFrame(frame);
	}, [drawn, count, step]);
	return Math.min(drawn, count);
}
