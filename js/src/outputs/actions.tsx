/** What can be done with a result beside looking at it. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { pull } from "../kernel/download";
import { OPAQUE } from "../kernel/media";
import { failureOf } from "../kernel/rpc";
import type { FileRef } from "../kernel/values";
import type { Output } from "../messages";
import { CopyButton } from "../ui/copy-button";
import { bytes, percent } from "../ui/format";
import { FullScreenIcon } from "../ui/icons";
import { useView } from "../view";

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

interface ActionsProps {
	output: Pick<Output, "name" | "label" | "cut">;
	/** What is copied, or what gives it. */
	copy: string | (() => string);
	/** What a file of it ends with, and what is in it where that is not what is copied. */
	save?: { end: string; text?: () => string };
	/** In the corner of a box, unless something else is said. */
	class?: string;
	children?: ComponentChildren;
}

/** What can be done with an output that is text, in one row. */
export function Actions({ output, copy, save, class: look = "g-corner", children }: ActionsProps) {
	const name = `${output.label || output.name}${save?.end}`;
	const write = () => {
		const words = save?.text ?? copy;
		handOver(new Blob([typeof words === "string" ? words : words()], { type: OPAQUE }), name);
	};
	return (
		<div class={look}>
			{children}
			<CopyButton class="g-quiet" text={copy} />
			{/* Of what is cut, all can be saved below it. */}
			{save && output.cut === undefined && (
				<button type="button" class="g-quiet" aria-label={`Save ${name}`} onClick={write}>
					Save
				</button>
			)}
			<FullScreenButton />
		</div>
	);
}

const PLACES = ".g-output, .g-conversation";

/** Makes the output that it stands in as large as the screen, and small again. */
export function FullScreenButton() {
	const button = useRef<HTMLButtonElement>(null);
	const [isFull, setFull] = useState(false);
	useEffect(() => {
		const look = () => setFull(document.fullscreenElement?.contains(button.current) ?? false);
		document.addEventListener("fullscreenchange", look);
		return () => document.removeEventListener("fullscreenchange", look);
	}, []);
	if (!document.fullscreenEnabled) return null;
	const toggle = () => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void button.current?.closest(PLACES)?.requestFullscreen();
	};
	const name = isFull ? "Leave full screen" : "Full screen";
	return (
		<button type="button" class="g-icon" ref={button} aria-label={name} title={name} onClick={toggle}>
			<FullScreenIcon />
		</button>
	);
}
