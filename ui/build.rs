//! Compiles the screens. Fonts are part of the program: no phone in a village has ours.

fn main() -> Result<(), slint_build::CompileError> {
    let how = slint_build::CompilerConfiguration::new()
        .with_style("material".into())
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles)
        // Tests find what they touch by its label, and that needs the tree of elements.
        .with_debug_info(true);
    slint_build::compile_with_config("app.slint", how)
}
