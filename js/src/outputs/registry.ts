/** The viewers of results, by the `kind` that an `Output` names. */

import { type ComponentType, h } from "preact";
import { isLazy } from "../kernel/lazy-modules";
import type { Output } from "../messages";
import { lazy } from "../ui/lazy";

export interface OutputProps {
	/** Its value is never null: that is drawn by the panel. */
	output: Output;
	/** More may come: it is a partial result. */
	live: boolean;
	/** Number of the run that it is of. */
	run: number;
}

const outputs = new Map<string, ComponentType<OutputProps>>();

export function registerOutput(kind: string, Viewer: ComponentType<OutputProps>): void {
	outputs.set(kind, Viewer);
}

/** A kind that is not registered is a file in `lazy/`, else it is shown as JSON. */
export function viewerFor(kind: string): ComponentType<OutputProps> {
	const json = outputs.get("json");
	if (!json) throw new Error("no viewer is registered");
	const known = outputs.get(kind);
	if (known) return known;
	const name = `outputs/${kind}`;
	if (!isLazy(name)) return json;
	const viewer = lazy<OutputProps>(name, Loading);
	outputs.set(kind, viewer);
	return viewer;
}

function Loading() {
	return h("p", { class: "g-soft g-pending" }, "Loading the viewer");
}
