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

/** How many of `count` items to draw: a few more in each frame, for all of them at once would hold the page up. */
export function useGradually(count: number, step: number): number {
	const [drawn, setDrawn] = useState(step);
	useEffect(() => {
		if (drawn >= count) return;
		const frame = requestAnimationFrame(() => setDrawn(drawn + step));
		return () => cancelAnimationFrame(frame);
	}, [drawn, count, step]);
	return Math.min(drawn, count);
}
