/** Where files come in: chosen, dropped (folders too), pasted, by address, or taken with camera and microphone. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { lazy } from "../ui/lazy";
import type { InputProps } from "./registry";

const KINDS = ["image", "audio", "video", "text"];

/** Gradio writes `".txt"`, `"image"` or a MIME type. */
export const acceptOf = (types: readonly string[]): string =>
	types.map((type) => (KINDS.includes(type) ? `${type}/*` : type === "file" ? "" : type)).join(",");

/** Whether a file is of what `<input accept>` lists; one whose type nobody knows is for the kernel to judge. */
export function isAccepted({ name, type }: File, accept: string): boolean {
	const wanted = accept.toLowerCase().split(",").filter(Boolean);
	if (!wanted.length) return true;
	return wanted.some((one) => {
		if (one.startsWith(".")) return name.toLowerCase().endsWith(one);
		return !type || type.startsWith(one.replace(/\*$/, ""));
	});
}

export interface CaptureProps {
	what: "photo" | "audio" | "video";
	label: string;
	onFile(file: File): void;
	onClose(): void;
}

const Capture = lazy<CaptureProps>("inputs/capture", () => <p class="g-soft">Loading…</p>);

const WORDS = { photo: "camera", audio: "record", video: "record" };

export interface DropProps {
	control: InputProps["control"];
	label: string;
	accept: string;
	multiple: boolean;
	/** A whole folder is chosen. */
	folder?: boolean;
	/** There is something already: the place to drop on is small. */
	small: boolean;
	words: string;
	capture?: CaptureProps["what"] | undefined;
	onFiles(files: File[]): void;
	/** Files of another type are not taken. */
	refuse: InputProps["refuse"];
	onUrl(url: string): void;
	children?: ComponentChildren;
}

export function Drop(props: DropProps) {
	const { control, label, accept, multiple, folder, small, words, capture, onFiles, refuse, onUrl, children } = props;
	const [over, setOver] = useState(false);
	const [open, setOpen] = useState<"url" | "capture" | null>(null);
	const canCapture = capture && Boolean(navigator.mediaDevices?.getUserMedia);

	function take(files: readonly File[]): void {
		const wanted = files.filter((file) => isAccepted(file, accept));
		const others = files.filter((file) => !wanted.includes(file)).map(({ name }) => name);
		if (wanted.length) onFiles(wanted);
		if (others.length) refuse(`${others.join(", ")}: not of type ${accept.replace(/,/g, ", ")}`);
	}

	function takeFrom(given: DataTransfer | null, event: Event): void {
		if (!given?.files.length) return;
		// The notebook would take a dropped or pasted file as an attachment or a cell.
		event.preventDefault();
		event.stopPropagation();
		const entries = [...(given.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
		if (multiple && entries.some((entry) => entry?.isDirectory)) void filesIn(entries).then(take);
		else take([...given.files]);
	}

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the file input is the control
		<div
			class={over ? "g-file g-over" : "g-file"}
			onDragOver={(event) => {
				event.preventDefault();
				event.stopPropagation();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				takeFrom(event.dataTransfer, event);
			}}
			onPaste={(event) => takeFrom(event.clipboardData, event)}
		>
			{children}
			{open === "capture" && capture ? (
				<Capture
					what={capture}
					label={label}
					onFile={(file) => {
						setOpen(null);
						take([file]);
					}}
					onClose={() => setOpen(null)}
				/>
			) : (
				<div class={small ? "g-drop g-small" : "g-drop"}>
					<input
						type="file"
						aria-label={label}
						{...control}
						accept={accept}
						multiple={multiple}
						{...(folder ? { webkitdirectory: true } : {})}
						onChange={(event) => {
							take([...(event.currentTarget.files ?? [])]);
							event.currentTarget.value = ""; // so that the same file can be chosen again
						}}
					/>
					<span aria-hidden="true">
						{words}, paste, or <u>browse</u>
					</span>
					{" · "}
					<button
						type="button"
						class="g-link"
						aria-label={`Address for ${label}`}
						aria-expanded={open === "url"}
						onClick={() => setOpen(open === "url" ? null : "url")}
					>
						URL
					</button>
					{canCapture && (
						<>
							{" · "}
							<button
								type="button"
								class="g-link"
								aria-label={`Open ${capture === "audio" ? "microphone" : "camera"} for ${label}`}
								onClick={() => setOpen("capture")}
							>
								{WORDS[capture]}
							</button>
						</>
					)}
				</div>
			)}
			{open === "url" && (
				<Address
					label={label}
					onUrl={(url) => {
						setOpen(null);
						onUrl(url);
					}}
				/>
			)}
		</div>
	);
}

function Address({ label, onUrl }: { label: string; onUrl(url: string): void }) {
	const [url, setUrl] = useState("");
	const box = useRef<HTMLInputElement>(null);
	useEffect(() => box.current?.focus(), []);
	const fits = /^https?:\/\/\S+$/i.test(url.trim());
	return (
		<div class="g-row">
			<input
				type="text"
				aria-label={`URL for ${label}`}
				placeholder="https://… which the app fetches"
				spellcheck={false}
				value={url}
				ref={box}
				onInput={({ currentTarget }) => setUrl(currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !fits) return;
					event.preventDefault();
					onUrl(url.trim());
				}}
			/>
			<button type="button" disabled={!fits} onClick={() => onUrl(url.trim())}>
				Take
			</button>
		</div>
	);
}

/** The files of dropped folders, and below. */
async function filesIn(entries: readonly (FileSystemEntry | null)[]): Promise<File[]> {
	const found: File[] = [];
	for (const entry of entries) {
		if (entry?.isFile) found.push(await new Promise<File>((...done) => (entry as FileSystemFileEntry).file(...done)));
		if (!entry?.isDirectory) continue;
		const reader = (entry as FileSystemDirectoryEntry).createReader();
		// A reader gives a hundred at a time, until it gives none.
		for (;;) {
			const some = await new Promise<FileSystemEntry[]>((...done) => reader.readEntries(...done));
			if (!some.length) break;
			found.push(...(await filesIn(some)));
		}
	}
	return found;
}
