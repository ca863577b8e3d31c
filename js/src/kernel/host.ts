/** What the notebook gives a widget, as far as the panel uses it (https://anywidget.dev/en/afm/). */

export type Buffer = ArrayBuffer | DataView;

export interface Model {
	get(trait: string): unknown;
	send(content: unknown, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
	on(event: string, callback: (content: unknown, buffers?: readonly Buffer[]) => void): void;
	off(event: string, callback: (content: unknown, buffers?: readonly Buffer[]) => void): void;
}

export function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
	return ArrayBuffer.isView(buffer)
		? new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
		: new Uint8Array(buffer);
}
