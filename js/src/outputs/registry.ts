/** The viewers of results, by the `kind` that an `Output` names. */

import type { ComponentType } from "preact";
import type { Output } from "../messages";

export interface OutputProps {
	/** Its value is never null: that is drawn by the panel. */
	output: Output;
	/** More may come: it is a partial result. */
	live: boolean;
}

const outputs = new Map<string, ComponentType<OutputProps>>();

export function registerOutput(kind: string, Viewer: ComponentType<OutputProps>): void {
	outputs.set(kind, Viewer);
}

/** What nobody registered is shown as JSON. */
export function viewerFor(kind: string): ComponentType<OutputProps> {
	const viewer = outputs.get(kind) ?? outputs.get("json");
	if (!viewer) throw new Error("no viewer is registered");
	return viewer;
}
