/** One output of a finished run, as the panel draws it. */

import type { FormValue, Output, Request } from "../src/messages";
import { endpoint, type FakeModel, ok, output, run } from "./fake";
import { find, mount, settled } from "./mount";

export const PNG = { __file__: "f-1", name: "a.png", size: 2, type: "image/png" };

export interface Drawn {
	el: HTMLElement;
	model: FakeModel;
	/** The output changes, or another takes its place. */
	change: (value: FormValue, more?: { [option: string]: FormValue }) => Promise<void>;
}

/** Files have two bytes, unless `bytes` says others. */
export async function draw(
	kind: string,
	value: FormValue,
	more: { [option: string]: FormValue } = {},
	bytes: (request: Request) => Uint8Array<ArrayBuffer> = () => new Uint8Array([1, 2]),
): Promise<Drawn> {
	const { el, model } = mount({ endpoints: [endpoint("/infer")] });
	model.answer = (request) => ok(request, request.ask === "media" ? { total: bytes(request).length } : {});
	model.answerBuffers = (request) => (request.ask === "media" ? [bytes(request).buffer] : []);
	let seq = 0;
	const change: Drawn["change"] = async (value, more = {}) => {
		const outputs: Output[] = [{ ...output(kind, value), ...more }];
		model.say({ push: "run", seq: ++seq, id: 1, set: run(1, { state: "done", outputs }), append: {} });
		await settled();
	};
	await change(value, more);
	return { el: find(el, ".g-output"), model, change };
}
