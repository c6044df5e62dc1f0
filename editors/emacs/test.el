;;; test.el --- headless Emacs and eglot test of the language server  -*- lexical-binding: t -*-
;; One program a run; ../test.sh calls it and says what the environment holds:
;;   RECIPE=recipe.el CASE=app CASES=cases.json TEST_FILE=copy.py EXIT_FILE=exit emacs --batch -q -l test.el
;; -q and not -Q: eglot is a package before Emacs 29.
(package-initialize)
(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)

(defvar passes 0)
(defvar fails 0)
(defvar the-case
  (let ((json-object-type 'plist) (json-array-type 'list))
    (plist-get (json-read-file (getenv "CASES")) (intern (concat ":" (getenv "CASE"))))))

(defun want (key) (plist-get the-case key))

(defun check (name ok &optional got)
  (if ok (cl-incf passes) (cl-incf fails))
  (princ (format "%s %s%s\n" (if ok "ok  " "FAIL") name (if ok "" (format ": %S" got)))))

(defun eventually (state)
  "Wait for STATE, without end for practical purposes, and return its value."
  (let ((end (+ (float-time) 60)) value)
    (while (and (not (setq value (funcall state))) (< (float-time) end))
      (accept-process-output nil 0.02))
    value))

(defun found ()
  (eventually (lambda () (flymake-start) (flymake-diagnostics)))
  (let* ((all (flymake-diagnostics))
         (d (car all))
         (lsp (and d (cdr (assq 'eglot-lsp-diag (flymake-diagnostic-data d))))))
    (check "one diagnostic" (= (length all) 1) all)
    (check "code and source" (and lsp (equal (plist-get lsp :code) (want :code)) (equal (plist-get lsp :source) "threadlsp")) lsp)
    (check "line" (and d (= (want :line) (line-number-at-pos (flymake-diagnostic-beg d)))) d)
    (check "severity" (and d (equal (symbol-name (flymake-diagnostic-type d))
                                    (cdr (assoc (want :severity) '(("error" . "eglot-error") ("warning" . "eglot-warning") ("info" . "eglot-note"))))))
           (and d (flymake-diagnostic-type d)))
    ;; eglot says that it shows none.
    (check "no related information" (and lsp (not (plist-get lsp :relatedInformation))) lsp)
    (when d (goto-char (1+ (flymake-diagnostic-beg d))))))

(defun hover ()
  "Ask as `eldoc' does."
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
    (eventually (lambda () shown))
    (check "hover" (and shown (string-match-p (regexp-quote (want :code)) (substring-no-properties shown))) shown)))

(defun fix ()
  "Take the action with the title, as a user does in the menu."
  (let ((last-nonmenu-event ?a) titles)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _)
                 (setq titles (mapcar #'car items))
                 (cl-find-if (lambda (title) (string-prefix-p (want :title) title)) titles))))
      (eglot-code-actions (point) nil nil t))
    (check "quick fix offered" (cl-some (lambda (title) (string-prefix-p (want :title) title)) titles) titles))
  (check "quick fix applied" (string-match-p (regexp-quote (want :fixed)) (buffer-string)) (buffer-string))
  (eventually (lambda () (eglot--signal-textDocument/didChange) (null (flymake-diagnostics))))
  (check "no diagnostic after the fix" (null (flymake-diagnostics)) (flymake-diagnostics)))

(defun exit-code ()
  (when (file-exists-p (getenv "EXIT_FILE"))
    (with-temp-buffer (insert-file-contents (getenv "EXIT_FILE")) (buffer-string))))

(defun main ()
  (load (getenv "RECIPE") nil t)
  (setq eglot-sync-connect 60 eglot-connect-timeout 60 python-indent-guess-indent-offset nil)
  (find-file (getenv "TEST_FILE"))
  (run-hooks 'post-command-hook)        ; a command ends here; eglot-ensure waits for that
  (let ((server (eventually #'eglot-current-server)))
    (check "attached to the project" server)
    (found)
    (hover)
    (fix)
    (set-buffer-modified-p nil)
    ;; `eglot-shutdown' without the kill that follows at once: the server is to end on its own.
    (setf (eglot--shutdown-requested server) t)
    (jsonrpc-request server :shutdown nil :timeout 60)
    (jsonrpc-notify server :exit nil)
    (eventually #'exit-code)
    (check "server exits with 0" (equal (exit-code) "0\n") (exit-code))))

(princ (format "version: GNU Emacs %s, eglot %s\n" emacs-version
               (let ((package (cadr (assq 'eglot package-alist))))
                 (if package (package-version-join (package-desc-version package)) "built in"))))
(condition-case err (main)
  (error (princ (format "ERROR %S\n" err)) (cl-incf fails)))
(princ (format "%d passed, %d failed\n" passes fails))
(kill-emacs (if (> fails 0) 1 0))
;;; test.el ends here
