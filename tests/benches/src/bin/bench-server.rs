//! Serves canned responses on a free port of 127.0.0.1 and prints the port. Ends when its standard input is closed, so
//! that it does not outlive the command that started it.
//!
//! `bench-server [tasks=20000] [chunk=65536] [delay_ms=0] [shape=known|extended]`

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use focus_benches::canned::Shape;
use focus_benches::server::{self, Settings};

fn main() -> Result<()> {
    let mut settings = Settings::default();
    for argument in std::env::args().skip(1) {
        let (name, value) = argument.split_once('=').with_context(|| format!("`{argument}` is not NAME=VALUE"))?;
        let number = || value.parse::<u64>().with_context(|| format!("`{value}` is not a number"));
        match name {
            "tasks" => settings.tasks = number()?,
            "chunk" => settings.chunk = usize::try_from(number()?.max(1))?,
            "delay_ms" => settings.delay = Duration::from_millis(number()?),
            "shape" => settings.shape = if value == "extended" { Shape::Extended } else { Shape::Known },
            _ => bail!("there is no setting `{name}`: tasks, chunk, delay_ms, shape"),
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(0);
    });
    Ok(server::serve(&listener, settings)?)
}
