import type { Ref } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const NEAR = 24; // px from the end that still count as being there

/** Scroll a box along with what streams into it while it is live, unless the reader has scrolled back. */
export function useFollow<E extends HTMLElement>(
	content: unknown,
	live = true,
): { ref: Ref<E>; onScroll: (event: Event) => void } {
	const ref = useRef<E>(null);
	const atEnd = useRef(true);
	useLayoutEffect(() => {
		if (live && ref.current && atEnd.current) ref.current.scrollTop = ref.current.scrollHeight;
	}, [content]);
	const onScroll = () => {
		const box = ref.current;
		if (box) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
	};
	return { ref, onScroll };
}
