import { type FileRef, isFileRef, list } from "../kernel/values";
import { bytes } from "../ui/format";
import { SaveButton } from "./actions";
import { registerOutput } from "./registry";

/** A file that is fetched only when somebody wants it. */
export function FileRow({ file }: { file: FileRef }) {
	return (
		<div class="g-row g-file-row">
			<span class="g-name">{file.name}</span>
			<span class="g-soft">{file.size !== null && bytes(file.size)}</span>
			<span class="g-grow" />
			<SaveButton file={file} />
		</div>
	);
}

registerOutput("file", ({ output }) =>
	list(output.value)
		.filter(isFileRef)
		.map((file) => <FileRow key={file.__file__} file={file} />),
);
