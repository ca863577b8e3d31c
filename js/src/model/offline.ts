/** Models that ask no other host for anything. */

const GLB = 0x46546c67; // "glTF"

/** What a model names and does not carry; a file of glTF, as text or binary. */
export function namedOutside(bytes: ArrayBuffer): string[] {
	const found: string[] = [];
	const look = (value: unknown): void => {
		if (typeof value !== "object" || value === null) return;
		for (const [key, item] of Object.entries(value)) {
			if (key === "uri" && typeof item === "string" && !/^data:/i.test(item)) found.push(item);
			else look(item);
		}
	};
	look(JSON.parse(new TextDecoder().decode(describing(bytes))));
	return found;
}

/** The part of a file that is JSON: of a binary one the first chunk (glTF 2.0 §4.4). */
function describing(bytes: ArrayBuffer): Uint8Array {
	const head = new DataView(bytes);
	if (bytes.byteLength < 20 || head.getUint32(0, true) !== GLB) return new Uint8Array(bytes);
	return new Uint8Array(bytes, 20, Math.min(head.getUint32(12, true), bytes.byteLength - 20));
}
