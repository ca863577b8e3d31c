/** What can be done with a result beside looking at it. */

import { useRef, useState } from "preact/hooks";
import { bytes, percent } from "../format";
import { FullScreenIcon } from "../icons";
import { OPAQUE } from "../media";
import { pull } from "../pull";
import type { FileRef } from "../values";
import { useView } from "../view";
import { failureOf } from "../wire";

/** Ask for all of a file, past what is kept for showing. */
export function usePull(): (file: FileRef, onProgress?: (done: number, total: number) => void) => Promise<Blob> {
	const { wire } = useView().store;
	return async (file, onProgress = () => {}) =>
		new Blob(await pull(wire, { ask: "media", file: file.__file__ }, onProgress), { type: OPAQUE });
}

/** Hands a file to the browser when it is wanted. */
export function SaveButton({ file, words = "save" }: { file: FileRef; words?: string }) {
	const [told, setTold] = useState("");
	const fetchAll = usePull();
	const save = async () => {
		try {
			setTold("…");
			const blob = await fetchAll(file, (done, total) => setTold(total ? percent(done / total) : bytes(done)));
			setTold("");
			handOver(blob, file.name);
		} catch (error) {
			setTold(failureOf(error).message);
		}
	};
	return (
		<button type="button" class="g-link" aria-label={told ? undefined : `Save ${file.name}`} onClick={save}>
			{told || words}
		</button>
	);
}

const KEPT = 60_000; // ms; until then every browser has begun to read

export function handOver(blob: Blob, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

/** Makes the output that it stands in as large as the screen. */
export function FullScreenButton() {
	const button = useRef<HTMLButtonElement>(null);
	if (!document.fullscreenEnabled) return null;
	const toggle = () => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void button.current?.closest(".g-output")?.requestFullscreen();
	};
	return (
		<button type="button" class="g-icon" ref={button} aria-label="Full screen" title="Full screen" onClick={toggle}>
			<FullScreenIcon />
		</button>
	);
}
