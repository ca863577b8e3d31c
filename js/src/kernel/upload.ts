/** A file on its way to the kernel, in acknowledged pieces: one message over 10 MB is lost without an error. */

import { signal } from "@preact/signals";
import type { Wire } from "./rpc";
import { type FileRef, isFileRef } from "./values";

const PIECE = 2_000_000; // bytes
const WINDOW = 2; // pieces under way

export class Upload {
	/** Bytes that have arrived. */
	readonly sent = signal(0);
	readonly done: Promise<FileRef>;
	readonly #id: string;
	#dropped = false;

	constructor(
		private readonly wire: Wire,
		readonly file: File,
	) {
		this.#id = wire.unique();
		this.done = this.#send();
	}

	/** Part that has arrived, 0 to 1. */
	get share(): number {
		return this.file.size ? this.sent.value / this.file.size : 0;
	}

	/** Forget it half-way; `done` is then rejected. */
	drop(): void {
		if (this.#dropped) return;
		this.#dropped = true;
		this.wire.ask({ ask: "drop", upload: this.#id }).catch(() => {});
	}

	async #send(): Promise<FileRef> {
		const { size } = this.file;
		const underWay: Promise<FileRef | undefined>[] = [];
		let file: FileRef | undefined;
		for (let offset = 0; offset < Math.max(size, 1); offset += PIECE) {
			if (underWay.length === WINDOW) file = await underWay.shift();
			const piece = await this.file.slice(offset, offset + PIECE).arrayBuffer();
			if (this.#dropped) throw new Error("The upload was stopped.");
			underWay.push(this.#sendPiece(offset, piece));
		}
		for (const piece of underWay) file = await piece;
		if (!file) throw new Error("The kernel did not take the file.");
		return file;
	}

	async #sendPiece(offset: number, piece: ArrayBuffer): Promise<FileRef | undefined> {
		const { name, type, size } = this.file;
		const { result } = await this.wire.ask({ ask: "upload", upload: this.#id, name, type, size, offset }, [piece]);
		this.sent.value += piece.byteLength;
		return isFileRef(result.file) ? result.file : undefined;
	}
}
