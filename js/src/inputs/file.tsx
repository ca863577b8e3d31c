import { useState } from "preact/hooks";
import { bytes } from "../format";
import { AudioPlayer, Picture, VideoPlayer } from "../outputs/media";
import { type FileRef, isFileRef, list } from "../values";
import { type InputProps, registerInput } from "./registry";

const KINDS = ["image", "audio", "video", "text"];

/** Gradio writes `".txt"`, `"image"` or a MIME type. */
export const acceptOf = (types: readonly string[]): string =>
	types.map((type) => (KINDS.includes(type) ? `${type}/*` : type)).join(",");

function FileInput({ parameter, value, change, upload, control, kind }: InputProps & { kind: string }) {
	const { multiple, file_types, required } = parameter;
	const [over, setOver] = useState(false);
	const files = list(value).filter(isFileRef);
	const accept = acceptOf(file_types.length || kind === "file" ? file_types : [kind]);

	function take(given: FileList | null | undefined, event: Event): void {
		if (!given?.length) return;
		// The notebook would take a dropped or pasted file as an attachment or a cell.
		event.preventDefault();
		event.stopPropagation();
		upload([...given]);
	}

	function remove(file: FileRef): void {
		const rest = files.filter((one) => one !== file);
		change(rest.length ? rest : required ? undefined : multiple ? [] : null);
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
				take(event.dataTransfer?.files, event);
			}}
			onPaste={(event) => take(event.clipboardData?.files, event)}
		>
			{files.map((file) => (
				<div key={file.__file__}>
					<Preview kind={kind} file={file} />
					<div class="g-row">
						<span class="g-name">{file.name}</span>
						<span class="g-soft">{file.size !== null && bytes(file.size)}</span>
						<span class="g-grow" />
						<button type="button" class="g-quiet" aria-label={`Remove ${file.name}`} onClick={() => remove(file)}>
							✕
						</button>
					</div>
				</div>
			))}
			<div class={files.length ? "g-drop g-small" : "g-drop"}>
				<input
					type="file"
					{...control}
					accept={accept}
					multiple={multiple}
					onChange={(event) => {
						take(event.currentTarget.files, event);
						event.currentTarget.value = ""; // so that the same file can be chosen again
					}}
				/>
				<span aria-hidden="true">
					{files.length ? (multiple ? "Add more: drop" : "Replace: drop") : "Drop a file"}, paste, or <u>browse</u>
				</span>
			</div>
		</div>
	);
}

function Preview({ kind, file }: { kind: string; file: FileRef }) {
	if (kind === "image") return <Picture file={file} alt={file.name} />;
	if (kind === "audio") return <AudioPlayer file={file} />;
	if (kind === "video") return <VideoPlayer file={file} />;
	return null;
}

for (const kind of ["file", "image", "audio", "video"])
	registerInput(kind, (props) => <FileInput {...props} kind={kind} />);
