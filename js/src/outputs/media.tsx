/** Pictures, sounds and films, with bytes that came through the kernel. */

import type { ComponentChildren, ComponentType } from "preact";
import { useRef } from "preact/hooks";
import { isRaster, type Loaded, type Medium } from "../kernel/media";
import { type FileRef, isFileRef } from "../kernel/values";
import { bytes, percent } from "../ui/format";
import { lazy } from "../ui/lazy";
import { useMedium, useView } from "../view";
import { FullScreenButton } from "./actions";
import { type OutputProps, registerOutput } from "./registry";

type Shown = { file: FileRef };

/** What stands there until the bytes do. */
export function Pending({ medium, file }: { medium: Exclude<Medium, { state: "ready" }>; file: FileRef }) {
	const { media } = useView().store;
	if (medium.state === "elsewhere")
		return (
			<p>
				<button type="button" class="g-link" onClick={() => media.trust(medium.host)}>
					Load from <bdi>{medium.host}</bdi>
				</button>
			</p>
		);
	if (medium.state === "failed")
		return (
			<p class="g-problem">
				<bdi>{file.name}</bdi>: {medium.message}{" "}
				<button type="button" class="g-link" onClick={() => media.retry(file)}>
					Try again
				</button>
			</p>
		);
	const { done, total } = medium;
	return <p class="g-soft g-pending">Fetching {total ? percent(done / total) : bytes(done)}</p>;
}

/** Asks for a file that something draws which has no place for words; nothing where there is no need to. */
export function Ask({ file }: Shown) {
	const medium = useMedium(file);
	return medium.state === "elsewhere" ? <Pending medium={medium} file={file} /> : null;
}

interface PictureProps extends Shown {
	alt: string;
}

export function Picture({ file, alt }: PictureProps) {
	const medium = useMedium(file);
	if (medium.state !== "ready") return <Pending medium={medium} file={file} />;
	return <img class="g-picture" src={medium.url} alt={alt} />;
}

export function AudioPlayer({ file }: Shown) {
	const medium = useMedium(file);
	if (medium.state !== "ready") return <Pending medium={medium} file={file} />;
	// biome-ignore lint/a11y/useMediaCaption: the app gave none
	return <audio controls src={medium.url} aria-label={file.name} />;
}

export function VideoPlayer({ file, subtitles }: Shown & { subtitles?: FileRef | null }) {
	const medium = useMedium(file);
	if (medium.state !== "ready") return <Pending medium={medium} file={file} />;
	return (
		// biome-ignore lint/a11y/useMediaCaption: those that the app gave are below
		<video controls playsInline src={medium.url} aria-label={file.name}>
			{subtitles && <Subtitles file={subtitles} />}
		</video>
	);
}

function Subtitles({ file }: Shown) {
	const medium = useMedium(file);
	return medium.state === "ready" ? <track kind="captions" src={medium.url} default /> : null;
}

interface CaptionProps extends Shown {
	/** What there is to say before the kind and the size. */
	first?: string | undefined;
	/** More that can be done. */
	children?: ComponentChildren;
	/** The output can be as large as the screen. */
	full?: boolean;
}

/** `1024 × 576 · PNG · 1.1 MB`, save and open. */
export function Caption({ file, first, children, full = false }: CaptionProps) {
	const medium = useMedium(file);
	const size = medium.state === "ready" ? medium.size : file.size;
	const words = [first, typeWord(file), size !== null && bytes(size)].filter(Boolean).join(" · ");
	return (
		<div class="g-caption">
			<span>{words}</span>
			<span class="g-grow" />
			{children}
			{medium.state === "ready" && <Save file={file} medium={medium} />}
			{medium.state === "ready" && isRaster(file) && (
				<a href={medium.url} target="_blank" rel="noopener">
					open
				</a>
			)}
			{full && <FullScreenButton />}
		</div>
	);
}

export function Save({ file, medium }: Shown & { medium: Loaded }) {
	return (
		<a href={medium.saveUrl} download={file.name} aria-label={`Save ${file.name}`}>
			save
		</a>
	);
}

/** `image/svg+xml` -> `SVG`, `model/gltf-binary` of cube.glb -> `GLB` */
function typeWord({ type, name }: FileRef): string {
	const kind = /^(image|audio|video)\/(.+)/.exec(type ?? "")?.[2];
	const word = kind ?? name.split(".").at(-1) ?? "";
	return word.replace(/^x-|\+.*|;.*/g, "").toUpperCase();
}

/** What stands there until the viewer that zooms does. */
function Image({ output: { value, label } }: OutputProps) {
	if (typeof value === "string" && /^data:image\//i.test(value))
		return (
			<figure>
				<img class="g-picture" src={value} alt={label} />
			</figure>
		);
	if (!isFileRef(value)) return null;
	return (
		<figure>
			<Picture file={value} alt={label || value.name} />
			<figcaption>
				<Caption file={value} />
			</figcaption>
		</figure>
	);
}

registerOutput("image", lazy("outputs/image", Image));

export interface StreamProps extends OutputProps {
	/** Of the complete file. */
	Viewer: ComponentType<OutputProps>;
}

const isUnderWay = ({ output, live }: OutputProps): boolean => live && output.streaming === true;

/** For what cannot be played as it comes; the whole must not be asked for before: the app puts it together once. */
export function WhenComplete({ Viewer, ...props }: StreamProps) {
	return isUnderWay(props) ? (
		<p class="g-soft g-pad">It is being streamed, and can be played when it is complete.</p>
	) : (
		<Viewer {...props} />
	);
}

const AsItComes = lazy("outputs/stream", WhenComplete);

function streamed(Viewer: ComponentType<OutputProps>): ComponentType<OutputProps> {
	return (props) => {
		// Who listens when the run ends goes on listening.
		const came = useRef(false);
		came.current ||= isUnderWay(props) && props.output.in_parts === true;
		const Now = came.current ? AsItComes : WhenComplete;
		return <Now {...props} Viewer={Viewer} />;
	};
}

function Audio({ output: { value } }: OutputProps) {
	if (!isFileRef(value)) return null;
	return (
		<figure>
			<AudioPlayer file={value} />
			<Caption file={value} />
		</figure>
	);
}

const Waved = lazy("outputs/audio", Audio);

function Video({ output: { value, subtitles } }: OutputProps) {
	if (!isFileRef(value)) return null;
	return (
		<figure>
			<VideoPlayer file={value} subtitles={isFileRef(subtitles) ? subtitles : null} />
			<Caption file={value} />
		</figure>
	);
}

registerOutput("audio", streamed(Waved));
registerOutput("video", streamed(Video));
