/** Bytes that the kernel gives piece by piece. */

import { bytesOf } from "./host";
import type { Question, Wire } from "./rpc";

type WithoutOffset<Q> = Q extends { offset: number } ? Omit<Q, "offset"> : never;
export type Source = WithoutOffset<Extract<Question, { ask: "media" | "asset" }>>;

/**
 * Ask for all of something.
 *
 * `wanted` is asked before each piece: false leaves the rest where it is.
 */
export async function pull(
	wire: Wire,
	source: Source,
	onProgress: (done: number, total: number) => void,
	wanted: () => boolean = () => true,
): Promise<Uint8Array<ArrayBuffer>[]> {
	const pieces: Uint8Array<ArrayBuffer>[] = [];
	let offset = 0;
	let total: number;
	do {
		const { result, buffers } = await wire.ask({ ...source, offset });
		const piece = buffers[0] ? bytesOf(buffers[0]) : new Uint8Array();
		total = Number(result.total);
		offset += piece.length;
		pieces.push(piece);
		if (!piece.length && offset < total) throw new Error("The file ended early.");
		onProgress(offset, total);
	} while (offset < total && wanted());
	return pieces;
}
