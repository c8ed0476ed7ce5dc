//! What deploy/nginx.conf does by itself, before `intake` is asked: spellings of addresses, and the
//! end of an earlier site's service worker. The browser tests (tests/e2e/nginx.spec.ts) see the
//! rest of it.

use crate::requests::{Answer, Request, connect, read_answer, wait_until};
use intake::service_worker::FAREWELL;
use security_headers::files;
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const CONFIGURATION: &str = include_str!("../../../deploy/nginx.conf");

/// nginx with deploy/nginx.conf, over plain HTTP on a free port; stopped when dropped.
struct Nginx {
    address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Nginx {
    /// `None`, with the reason printed, on a machine without nginx; where `CI` is set, that fails
    /// the test.
    fn start() -> Option<Self> {
        let program = std::env::var("NGINX").unwrap_or_else(|_| "/usr/sbin/nginx".into());
        if !Path::new(&program).exists() {
            assert!(std::env::var_os("CI").is_none(), "CI needs nginx");
            println!("skipped: this machine has no nginx");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().display().to_string();
        let moved = ("/request".to_owned(), "/consultation".to_owned());
        for (name, content) in [
            (
                "release.conf",
                format!(
                    "root {root}/site;\ninclude {root}/site/_headers.nginx;\n\
                     include {root}/site/_redirects.nginx;\n"
                )
                .as_str(),
            ),
            (
                "site/_headers.nginx",
                files::nginx("default-src 'none'").as_str(),
            ),
            (
                "site/_redirects.nginx",
                files::nginx_redirects(&[moved]).as_str(),
            ),
            ("site/_redirects", "/request /consultation 301\n"),
            // As the build writes it, for hosts that cannot redirect.
            ("site/request/index.html", "Moved"),
            ("site/index.html", "Home"),
            ("site/404.html", "Not here"),
            ("site/consultation/index.html", "Form"),
            ("site/evil.example/index.html", "page"),
            ("site/icon.svg", "<svg/>"),
            ("site/service-worker.js", FAREWELL),
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let mut site: String = CONFIGURATION
            .lines()
            .filter(|line| !line.contains("ssl_") && !line.contains("[::]"))
            .fold(String::new(), |all, line| all + line + "\n");
        for (from, to) in [
            ("listen 80;", format!("listen unix:{root}/plain.sock;")),
            ("listen 443 ssl;", format!("listen {address};")),
            ("/srv/clinic/release.conf;", format!("{root}/release.conf;")),
        ] {
            assert!(site.contains(from), "deploy/nginx.conf has no {from}");
            site = site.replace(from, &to);
        }
        let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .fold(String::new(), |all, name| {
                all + &format!("{name}_temp_path {root}/{name};\n")
            });
        let configuration = folder.path().join("nginx.conf");
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {root}/pid;\nevents {{}}\nhttp {{\n\
             include /etc/nginx/mime.types;\naccess_log off;\n{paths}{site}\n}}\n"
        );
        std::fs::write(&configuration, whole).unwrap();
        let mut child = Command::new(program)
            .args(["-p", &root, "-e", "stderr", "-c"])
            .arg(&configuration)
            // nginx reads a variable of this name itself, as sockets it inherits.
            .env_remove("NGINX")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        wait_until("nginx listens", || {
            assert!(child.try_wait().unwrap().is_none(), "nginx ended");
            TcpStream::connect(address).is_ok()
        });
        Some(Self {
            address,
            child,
            _folder: folder,
        })
    }

    fn get(&self, request: &Request) -> Answer {
        let mut stream = connect(self.address).unwrap();
        let head = request.head(0).replace("clinic.test", "www.clinic.example");
        stream.write_all(head.as_bytes()).unwrap();
        read_answer(&mut stream).unwrap()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn nginx_leads_from_an_old_address_to_the_pages_new_one() {
    let Some(nginx) = Nginx::start() else { return };
    for (path, leads_to) in [
        ("/request", "/consultation"),
        ("/request/", "/consultation"),
        ("/request?topic=ptsd", "/consultation?topic=ptsd"),
    ] {
        let answer = nginx.get(&Request::get(path));
        assert_eq!(answer.status, 301, "{path}");
        assert_eq!(answer.header("location"), Some(leads_to), "{path}");
        // Kept for good, it would outlast a page that gets its old address back.
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
    for path in ["/request/more", "/_redirects", "/_redirects.nginx"] {
        assert_eq!(nginx.get(&Request::get(path)).status, 404, "{path}");
    }
}

#[test]
fn nginx_sends_other_spellings_on_to_the_same_host() {
    let Some(nginx) = Nginx::start() else { return };
    for (spelling, own) in [
        ("//consultation", "/consultation"),
        ("/%63onsultation", "/consultation"),
        ("/consultation//", "/consultation/"),
        ("/./consultation", "/consultation"),
        ("//consultation?a=//b", "/consultation?a=//b"),
        ("//", "/"),
        ("//evil.example", "/evil.example"),
        ("///evil.example//", "/evil.example/"),
        ("/.//evil.example", "/evil.example"),
    ] {
        let answer = nginx.get(&Request::get(spelling));
        assert_eq!(answer.status, 308, "{spelling}");
        assert_eq!(answer.header("location"), Some(own), "{spelling}");
    }
    for (path, status, text) in [
        ("/", 200, "Home"),
        ("/consultation", 200, "Form"),
        ("/consultation/?a=//b", 200, "Form"),
        ("/nothing", 404, "Not here"),
        ("/.env", 404, "Not here"),
    ] {
        let answer = nginx.get(&Request::get(path));
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (status, text),
            "{path}"
        );
    }
    for odd in [
        "/%0d%0aset-cookie:a=b",
        "//%0d%0aset-cookie:a=b",
        "/\\evil.example",
        "/%5cevil.example",
    ] {
        let answer = nginx.get(&Request::get(odd));
        assert_eq!(answer.header("location"), None, "{odd}");
        assert_eq!(answer.header("set-cookie"), None, "{odd}");
    }
}

#[test]
fn nginx_tells_an_earlier_sites_service_worker_to_go() {
    let Some(nginx) = Nginx::start() else { return };
    for path in ["/service-worker.js", "/sw.js", "/a/sw.js", "/icon.svg"] {
        let answer = nginx.get(&Request::get(path).header("service-worker", "script"));
        assert_eq!(answer.status, 200, "{path}");
        let content_type = answer.header("content-type").unwrap();
        assert!(content_type.contains("javascript"), "{content_type}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.text(), FAREWELL);
    }
    assert_eq!(nginx.get(&Request::get("/sw.js")).status, 404);
}
