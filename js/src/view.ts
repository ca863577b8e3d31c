/** What every component of one view can reach. */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Medium } from "./kernel/media";
import type { FileRef } from "./messages";
import type { Store } from "./store";

export interface View {
	store: Store;
	/** Beginning of the ids of this view's elements: several views share one page. */
	prefix: string;
}

export const ViewContext = createContext<View | null>(null);

export function useView(): View {
	const view = useContext(ViewContext);
	if (!view) throw new Error("outside of a view");
	return view;
}

export function useMedium(file: FileRef): Medium {
	const { media } = useView().store;
	useEffect(() => media.hold(file), [media, file.__file__]);
	return media.get(file).value;
}

/** The time (ms), again and again while `active`. */
export function useNow(active: boolean, every: number): number {
	const [now, setNow] = useState(() => performance.now());
	useEffect(() => {
		if (!active) return;
		const timer = setInterval(() => setNow(performance.now()), every);
		return () => clearInterval(timer);
	}, [active, every]);
	return now;
}
