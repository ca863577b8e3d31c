/** A stream as the kernel tells of it, in the words of a player: a playlist of HLS (RFC 8216), and its parts. */

import { type FileRef, pull, type StreamPart, type Wire } from "../core";

// What the player asks for. No address of the net: each is answered by the kernel, and no other is.
const HERE = "stream:/";
export const PLAYLIST = `${HERE}parts.m3u8`;

const AGAIN = 500; // ms, until the first part is there

export class StreamSource {
	readonly #parts: StreamPart[] = [];
	#ended = false;
	#closed = false;

	/** `isLive` tells whether the run still goes on: no part comes after it. */
	constructor(
		private readonly wire: Wire,
		private readonly file: FileRef,
		private readonly isLive: () => boolean,
	) {}

	/** Read what the player asks for. */
	read(address: string): Promise<string | ArrayBuffer> {
		return address === PLAYLIST ? this.#playlist() : this.#part(address);
	}

	/** Ask for nothing any more. */
	close(): void {
		this.#closed = true;
	}

	async #playlist(): Promise<string> {
		await this.#ask();
		// A list without parts is an error to players.
		while (!this.#parts.length && !this.#ended && !this.#closed) {
			await new Promise((resolve) => setTimeout(resolve, AGAIN));
			if (!this.#closed) await this.#ask();
		}
		if (!this.#parts.length) throw new Error("Nothing was streamed.");
		return playlist(this.#parts, this.#ended);
	}

	async #ask(): Promise<void> {
		if (this.#ended) return;
		const offset = this.#parts.length;
		const wasLive = this.isLive();
		const { result } = await this.wire.ask({ ask: "parts", file: this.file.__file__, offset });
		if (this.#parts.length === offset) this.#parts.push(...(result.parts as unknown as StreamPart[]));
		this.#ended ||= result.ended === true || !wasLive;
	}

	async #part(address: string): Promise<ArrayBuffer> {
		const part = this.#parts.find((_, i) => address === addressOf(i));
		if (!part) throw new Error("The player asked for something that is no part of the stream.");
		const pieces = await pull(this.wire, { ask: "media", file: part.file.__file__ }, () => {});
		return new Blob(pieces).arrayBuffer();
	}
}

const addressOf = (i: number): string => `${HERE}${i}`;

function playlist(parts: readonly StreamPart[], ended: boolean): string {
	const longest = Math.max(1, ...parts.map(({ seconds }) => Math.ceil(seconds)));
	const lines = parts.flatMap(({ seconds, begins_anew }, i) => [
		...(begins_anew ? ["#EXT-X-DISCONTINUITY"] : []),
		`#EXTINF:${seconds.toFixed(6)},`,
		addressOf(i),
	]);
	// Not what the server says: in Gradio 5 it grows with each part, and the player would look more and more seldom.
	const head = ["#EXTM3U", "#EXT-X-VERSION:4", "#EXT-X-PLAYLIST-TYPE:EVENT", `#EXT-X-TARGETDURATION:${longest}`];
	return [...head, ...lines, ...(ended ? ["#EXT-X-ENDLIST"] : []), ""].join("\n");
}
